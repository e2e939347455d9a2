//! The accept loop. `axum::serve` keeps silent and half-sent connections for ever, has no cap, and
//! does not wait for sockets; this one does all three.

use std::{
    io,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, extract::Request};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt as _;

use super::{ConnectionLimits, address::Peer};

/// Longest head of a request, in bytes; a longer one is answered with 431.
const HEAD_BYTES: usize = 32 * 1024;
/// Requests that one HTTP/2 connection may have open.
const HTTP2_STREAMS: u32 = 64;
/// How often an HTTP/2 connection is asked whether it is still there.
const HTTP2_PING: Duration = Duration::from_secs(20);
/// Rest after an accept that failed for want of resources, such as file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A place among the connections. A socket keeps it after HTTP is done with the connection.
#[derive(Clone, Debug)]
pub(super) struct ConnectionSlot {
    _permit: Arc<OwnedSemaphorePermit>,
}

/// How a server came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// All that ran has ended by itself.
    Clean,
    /// So many tasks were still running when the time of grace was over.
    Cut(usize),
}

/// Serves `router` until `stop` is cancelled, then waits for what is running: requests, and all
/// that is on `tasks`, which this closes. HTTP/1.1 and HTTP/2 without TLS; sockets by HTTP/1.1.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    stop: CancellationToken,
    tasks: TaskTracker,
) -> Drained {
    let accepting = accept_all(listener, &router, &limits, &stop, &tasks);
    stop.run_until_cancelled(accepting).await;

    // The listener is gone: new clients are refused by the kernel and go elsewhere.
    tasks.close();
    match timeout(limits.grace, tasks.wait()).await {
        Ok(()) => Drained::Clean,
        Err(_) => Drained::Cut(tasks.len()),
    }
}

/// Accepts connections for ever. At the cap it stops accepting until one has ended.
async fn accept_all(
    listener: TcpListener,
    router: &Router,
    limits: &ConnectionLimits,
    stop: &CancellationToken,
    tasks: &TaskTracker,
) {
    let slots = Arc::new(Semaphore::new(limits.connections));
    while let Ok(permit) = Arc::clone(&slots).acquire_owned().await {
        let (stream, peer) = accept(&listener).await;
        let slot = ConnectionSlot {
            _permit: Arc::new(permit),
        };
        tasks.spawn(attend(
            stream,
            (slot, peer),
            router.clone(),
            limits.header_timeout,
            stop.clone(),
            tasks.clone(),
        ));
    }
}

/// The next connection, whatever goes wrong with those before it.
async fn accept(listener: &TcpListener) -> (TcpStream, Peer) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, Peer(peer.ip())),
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

/// Serves one connection to its end.
async fn attend(
    stream: TcpStream,
    (slot, peer): (ConnectionSlot, Peer),
    router: Router,
    header_timeout: Duration,
    stop: CancellationToken,
    tasks: TaskTracker,
) {
    // Answers are written whole; waiting for more to send would only delay them.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let has_spoken = Arc::new(AtomicBool::new(false));
    let service = router.map_request({
        let has_spoken = Arc::clone(&has_spoken);
        move |mut request: Request<Incoming>| {
            has_spoken.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(slot.clone());
            request.extensions_mut().insert(peer);
            request.map(Body::new)
        }
    });
    let builder = connection_builder(tasks, header_timeout);
    let connection = builder
        .serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(service));
    let mut connection = pin!(connection);
    // hyper's own header timeout begins only when the version of HTTP is known, so a client that
    // never says anything needs this one as well.
    let mut first_request = pin!(sleep(header_timeout));
    let (mut is_waiting, mut is_stopping) = (true, false);
    loop {
        tokio::select! {
            result = connection.as_mut() => {
                if let Err(error) = result {
                    tracing::debug!(error = %error, "a connection ended early");
                }
                return;
            }
            () = first_request.as_mut(), if is_waiting => {
                if !has_spoken.load(Ordering::Relaxed) {
                    return;
                }
                is_waiting = false;
            }
            () = stop.cancelled(), if !is_stopping => {
                is_stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

fn connection_builder(tasks: TaskTracker, header_timeout: Duration) -> auto::Builder<Tracked> {
    let mut builder = auto::Builder::new(Tracked(tasks));
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_buf_size(HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HTTP2_PING)
        .keep_alive_timeout(HTTP2_PING)
        .max_concurrent_streams(HTTP2_STREAMS)
        .max_header_list_size(u32::try_from(HEAD_BYTES).unwrap_or(u32::MAX));
    builder
}

/// Puts the tasks that hyper needs (HTTP/2 streams) on the tracker, so that stopping waits for them.
#[derive(Clone)]
struct Tracked(TaskTracker);

impl<F> hyper::rt::Executor<F> for Tracked
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn execute(&self, future: F) {
        self.0.spawn(future);
    }
}
