//! One socket, from its opening to its close frame: a state machine in a single task.
//!
//! Each turn of [`Driver::turn`] takes the first of four things that is ready: the server stops,
//! a check is due, the client said something, an operation has something to send. Each is a method
//! that returns `Err(Close)` when the socket must end, so that `?` is the only way out, and every
//! reason is a variant of [`Close`].

use std::sync::Arc;

use async_graphql::Executor;
use axum::{
    Error as SocketError,
    extract::ws::{Message, Utf8Bytes, WebSocket},
};
use chrono::{DateTime, Utc};
use futures_util::stream::BoxStream;
use tokio::{
    sync::watch,
    time::{Duration, Instant, Interval, MissedTickBehavior, interval, timeout},
};
use tokio_stream::{StreamExt as _, StreamMap};
use tokio_tungstenite::tungstenite;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    close::Close,
    operation::{self, Event},
    protocol::{BadMessage, ClientMessage, Expiry, ServerMessage, Token},
    seats::UserSeat,
};
use crate::http::{
    Authenticate, Client, Core, LiveCaller, RequestId, SocketLimits, Verified,
    identify::{is_expired, verify},
    operation::Params,
};

/// How long a client may take to answer a close frame.
const GOODBYE: Duration = Duration::from_secs(2);

/// One socket.
pub(super) struct Driver<E, A: Authenticate> {
    core: Arc<Core<E, A>>,
    socket: WebSocket,
    client: Client,
    /// Who is connected; `None` until `connection_init` has been accepted.
    session: Option<Session<A::Caller>>,
    /// What runs on this socket, by the id that the client chose.
    operations: StreamMap<String, BoxStream<'static, Event>>,
    check: Interval,
    /// A child of the server's token: waiting on that one itself, all sockets would share a lock.
    stop: CancellationToken,
    opened: Instant,
    /// When something last came from the client.
    heard: Instant,
    /// When the client was last asked for a sign of life.
    pinged: Instant,
    request_id: RequestId,
}

/// An acknowledged connection.
struct Session<C> {
    /// Who runs the operations; replaced by a fresh token.
    caller: watch::Sender<C>,
    user: Option<Uuid>,
    /// When the token expires; an anonymous session has none.
    expires_at: Option<DateTime<Utc>>,
    _seat: Option<UserSeat>,
}

impl<E: Executor, A: Authenticate> Driver<E, A> {
    pub(super) fn new(
        core: Arc<Core<E, A>>,
        socket: WebSocket,
        client: Client,
        request_id: RequestId,
    ) -> Self {
        let mut check = interval(core.edge.limits.socket.check_every);
        check.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let now = Instant::now();
        Self {
            stop: core.edge.stop.child_token(),
            core,
            socket,
            client,
            session: None,
            operations: StreamMap::new(),
            check,
            opened: now,
            heard: now,
            pinged: now,
            request_id,
        }
    }

    /// Drives the socket until it is closed.
    pub(super) async fn run(mut self) {
        let seat = self.core.seats.take();
        let close = if seat.is_some() {
            loop {
                if let Err(close) = self.turn().await {
                    break close;
                }
            }
        } else {
            Close::Overloaded
        };
        // Operations end before the goodbye, not after it.
        self.operations.clear();
        self.session = None;
        tracing::info!(
            request_id = %self.request_id,
            code = close.code(),
            reason = %close.for_log(),
            duration_s = self.opened.elapsed().as_secs(),
            "socket closed"
        );
        self.say_goodbye(&close).await;
    }

    /// Does the next thing that is to be done. The order is that of urgency: what closes the socket
    /// goes before what keeps it busy.
    async fn turn(&mut self) -> Result<(), Close> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Close::GoingAway),
            _ = self.check.tick() => self.look_after().await,
            message = self.socket.recv() => self.receive(message).await,
            Some((id, event)) = self.operations.next(), if !self.operations.is_empty() => {
                self.deliver(&id, event).await
            }
        }
    }

    /// Checks what only time changes.
    async fn look_after(&mut self) -> Result<(), Close> {
        let SocketLimits {
            init_timeout,
            silence,
            ping_every,
            ..
        } = *self.limits();
        if self.session.is_none() {
            let is_late = self.opened.elapsed() >= init_timeout;
            return if is_late {
                Err(Close::InitTimeout)
            } else {
                Ok(())
            };
        }
        self.check_standing()?;
        if self.heard.elapsed() >= silence {
            return Err(Close::Silent);
        }
        if self.pinged.elapsed() >= ping_every {
            self.pinged = Instant::now();
            self.send(&ServerMessage::Ping).await?;
        }
        Ok(())
    }

    /// Whether the session may still receive anything.
    fn check_standing(&self) -> Result<(), Close> {
        let Some(session) = &self.session else {
            return Ok(());
        };
        let edge = &self.core.edge;
        if session
            .expires_at
            .is_some_and(|expires_at| is_expired(expires_at, &edge.clock))
        {
            return Err(Close::TokenExpired);
        }
        let standing = edge.identity.standing(&session.caller.borrow());
        standing.map_err(Close::AccessEnded)
    }

    /// Takes in what came from the network.
    async fn receive(
        &mut self,
        message: Option<Result<Message, SocketError>>,
    ) -> Result<(), Close> {
        let message = message.ok_or(Close::Gone)?.map_err(why_unreadable)?;
        self.heard = Instant::now();
        match message {
            Message::Text(text) => {
                let message = ClientMessage::parse(&text).map_err(Close::BadMessage)?;
                self.obey(message).await
            }
            Message::Binary(_) => Err(Close::BadMessage(BadMessage::NotText)),
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            Message::Close(_) => Err(Close::Gone),
        }
    }

    /// Does what the client asks for.
    async fn obey(&mut self, message: ClientMessage) -> Result<(), Close> {
        match message {
            ClientMessage::ConnectionInit { token } => self.acknowledge(token).await,
            ClientMessage::Ping { token } => self.answer_ping(token).await,
            ClientMessage::Pong => Ok(()),
            ClientMessage::Subscribe { id, params } => self.subscribe(id, params),
            ClientMessage::Complete { id } => {
                // Unknown ids are no mistake: the operation may have ended meanwhile.
                self.operations.remove(&id);
                Ok(())
            }
        }
    }

    /// Opens the session.
    async fn acknowledge(&mut self, token: Token) -> Result<(), Close> {
        if self.session.is_some() {
            return Err(Close::SecondInit);
        }
        let (caller, expires_at) = match resolve(&self.core, token).await? {
            Some(verified) => (verified.caller, Some(verified.expires_at)),
            None => (self.core.edge.identity.anonymous(), None),
        };
        let user = self.core.edge.identity.user(&caller);
        let seat = match user {
            Some(user) => Some(self.core.seats.take_as(user).ok_or(Close::TooManySockets)?),
            None => None,
        };
        self.session = Some(Session {
            caller: watch::Sender::new(caller),
            user,
            expires_at,
            _seat: seat,
        });
        let payload = expires_at.map(Expiry::at);
        self.send(&ServerMessage::ConnectionAck { payload }).await
    }

    /// Answers a ping, and takes over the fresh token that it may carry.
    async fn answer_ping(&mut self, token: Token) -> Result<(), Close> {
        if self.session.is_none() && token != Token::Absent {
            return Err(Close::BadMessage(BadMessage::EarlyToken));
        }
        let payload = match resolve(&self.core, token).await? {
            Some(fresh) => Some(self.renew(fresh)?),
            None => None,
        };
        self.send(&ServerMessage::Pong { payload }).await
    }

    /// Replaces the session's caller and expiry.
    fn renew(&mut self, fresh: Verified<A::Caller>) -> Result<Expiry, Close> {
        let Some(session) = &mut self.session else {
            return Err(Close::NotAcknowledged);
        };
        if session.user.is_none() || self.core.edge.identity.user(&fresh.caller) != session.user {
            return Err(Close::OtherUser);
        }
        session.caller.send_replace(fresh.caller);
        session.expires_at = Some(fresh.expires_at);
        Ok(Expiry::at(fresh.expires_at))
    }

    /// Starts an operation.
    fn subscribe(&mut self, id: String, params: Params) -> Result<(), Close> {
        let session = self.session.as_ref().ok_or(Close::NotAcknowledged)?;
        self.check_standing()?;
        if self.operations.contains_key(&id) {
            return Err(Close::DuplicateId(id));
        }
        if self.operations.len() >= self.limits().operations {
            return Err(Close::TooManyOperations);
        }
        let caller = LiveCaller::following(&session.caller);
        let events = operation::start(&self.core, (caller, &self.client), id.clone(), params);
        self.operations.insert(id, events);
        Ok(())
    }

    /// Sends what an operation has brought, unless the session has ended since.
    async fn deliver(&mut self, id: &str, event: Event) -> Result<(), Close> {
        self.check_standing()?;
        match event {
            Event::Send(text) => self.write(text).await,
            Event::SendLast(text) => {
                self.operations.remove(id);
                self.write(text).await
            }
            Event::Close(close) => Err(close),
        }
    }

    async fn send(&mut self, message: &ServerMessage<'_>) -> Result<(), Close> {
        self.write(operation::text(message)?).await
    }

    /// Writes one message and waits until it has left.
    async fn write(&mut self, text: Utf8Bytes) -> Result<(), Close> {
        let limit = self.limits().write_timeout;
        match timeout(limit, self.socket.send(Message::Text(text))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Close::Gone),
            Err(_) => Err(Close::Stalled),
        }
    }

    /// Sends the close frame, and reads until the client has closed its side: a connection that is
    /// dropped with unread input is reset, and the frame may be lost on its way. The client's own
    /// close frame is answered by reading on.
    async fn say_goodbye(&mut self, close: &Close) {
        if *close == Close::Stalled {
            return;
        }
        let goodbye = async {
            if let Some(frame) = close.frame() {
                self.socket.send(Message::Close(Some(frame))).await?;
            }
            while self.socket.recv().await.transpose()?.is_some() {}
            Ok::<(), SocketError>(())
        };
        // Whether the client listened makes no difference any more.
        let _ = timeout(GOODBYE, goodbye).await;
    }

    fn limits(&self) -> &SocketLimits {
        &self.core.edge.limits.socket
    }
}

/// Who a token stands for, if there is one.
async fn resolve<E: Executor, A: Authenticate>(
    core: &Core<E, A>,
    token: Token,
) -> Result<Option<Verified<A::Caller>>, Close> {
    let token = match token {
        Token::Absent => return Ok(None),
        Token::Unreadable => return Err(Close::TokenRefused),
        Token::Present(token) => token,
    };
    match timeout(core.edge.limits.socket.init_timeout, verify(core, &token)).await {
        Ok(Ok(verified)) => Ok(Some(verified)),
        Ok(Err(_)) => Err(Close::TokenRefused),
        Err(_) => Err(Close::Overloaded),
    }
}

/// Why a message could not be read.
fn why_unreadable(error: SocketError) -> Close {
    match error.into_inner().downcast_ref::<tungstenite::Error>() {
        Some(tungstenite::Error::Capacity(_)) => Close::MessageTooBig,
        Some(tungstenite::Error::Utf8(_)) => Close::BadMessage(BadMessage::NotText),
        _ => Close::Gone,
    }
}
