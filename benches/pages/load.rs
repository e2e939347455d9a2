//! The load: a fixed number of kept-alive connections, each of which sends its next request as
//! soon as the last was answered. It does as little as possible, for it shares the machine with
//! what it measures.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Connections at a time.
pub const CONNECTIONS: usize = 16;

/// One request as it goes over the wire.
pub type Bytes = Arc<[u8]>;

/// A POST of JSON.
pub fn post(path: &str, token: Option<&str>, body: &Value) -> Bytes {
    let body = body.to_string();
    let authorization = token.map_or_else(String::new, |token| {
        format!("authorization: Bearer {token}\r\n")
    });
    let text = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n\
         content-type: application/json\r\n{authorization}content-length: {}\r\n\r\n{body}",
        body.len()
    );
    text.into_bytes().into()
}

/// What to send.
#[derive(Clone)]
pub enum Work {
    /// The same request for so long.
    For(Duration, Bytes),
    /// Each of these once.
    Each(Arc<[Bytes]>),
}

/// How it went.
pub struct Load {
    /// Requests that were answered as they should be.
    pub answered: usize,
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// Time from request to answer, in order.
    pub waits: Vec<Duration>,
}

impl Load {
    /// The wait that this share of the requests did not exceed.
    pub fn wait(&self, share: f64) -> Duration {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index into a list of at most millions"
        )]
        let index = (share * self.waits.len() as f64) as usize;
        self.waits
            .get(index.min(self.waits.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    }
}

/// Sends the work over [`CONNECTIONS`] connections. Every answer must have the `length` of the
/// answer that was looked at before: an error would be shorter.
pub async fn drive(address: SocketAddr, work: &Work, length: usize) -> Result<Load> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut connections = JoinSet::new();
    let start = Instant::now();
    for _ in 0..CONNECTIONS {
        let (work, next) = (work.clone(), Arc::clone(&next));
        connections.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut waits = Vec::new();
            loop {
                let request = match &work {
                    Work::For(time, request) => (start.elapsed() < *time).then_some(request),
                    Work::Each(requests) => requests.get(next.fetch_add(1, Ordering::Relaxed)),
                };
                let Some(request) = request else {
                    return Ok::<_, anyhow::Error>(waits);
                };
                let sent = Instant::now();
                let answer = connection.exchange(request).await?;
                waits.push(sent.elapsed());
                ensure!(
                    answer.len() == length,
                    "an answer of {} bytes in place of {length}: {}",
                    answer.len(),
                    String::from_utf8_lossy(&answer[..answer.len().min(300)])
                );
            }
        });
    }
    let mut waits = Vec::new();
    while let Some(connection) = connections.join_next().await {
        waits.extend(connection??);
    }
    let elapsed = start.elapsed();
    waits.sort_unstable();
    Ok(Load {
        answered: waits.len(),
        elapsed,
        waits,
    })
}

/// Sends each request after the last was answered, over one connection: the times from request to
/// answer, in order. What else the machine does lengthens some of them and shortens none.
pub async fn one_by_one(address: SocketAddr, requests: &[Bytes]) -> Result<Vec<Duration>> {
    let mut connection = Connection::open(address).await?;
    let mut waits = Vec::with_capacity(requests.len());
    for request in requests {
        let sent = Instant::now();
        connection.exchange(request).await?;
        waits.push(sent.elapsed());
    }
    waits.sort_unstable();
    Ok(waits)
}

/// One request on a connection of its own; its answer as text and as JSON.
pub async fn ask(address: SocketAddr, request: &Bytes) -> Result<(String, Value)> {
    let mut connection = Connection::open(address).await?;
    let text = String::from_utf8(connection.exchange(request).await?.to_vec())?;
    let value = serde_json::from_str(&text).with_context(|| text.clone())?;
    Ok((text, value))
}

/// A kept-alive HTTP/1.1 connection that understands the two servers at hand, and no more.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Sends one request and gives the body of its answer.
    async fn exchange(&mut self, request: &[u8]) -> Result<&[u8]> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server closed the connection");
            }
            if let Some((head, length)) = head(&self.buffer)? {
                while self.buffer.len() < head + length {
                    if self.stream.read_buf(&mut self.buffer).await? == 0 {
                        bail!("the server closed the connection within an answer");
                    }
                }
                return Ok(&self.buffer[head..head + length]);
            }
        }
    }
}

/// Length of the head and of the body, once the head is complete.
fn head(received: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some(end) = received.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&received[..end])?;
    ensure!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let length = head
        .lines()
        .find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim())
        })
        .context("an answer without content-length")?;
    Ok(Some((end + 4, length.parse()?)))
}
