//! `handoff watch`: a provider's assignments, live on the terminal.
//!
//! A client like any other: it signs in over HTTP and subscribes over a socket, and knows nothing
//! of the server but its public API. After a lost connection it goes on from the last cursor; that
//! nothing is missing between two items it checks by their chain.
//!
//! ```text
//! sign in ─→ open socket ─→ subscribe after the last cursor ─→ item, item, item …
//!    ↑  session ended           ↑  token ended: refresh; connection lost: wait
//!    └──────────────────────────┴───────────────────────────────────┘
//! ```

mod board;
mod client;
mod screen;

use std::time::Duration;

use anyhow::bail;
use clap::Args;
use rand::Rng;
use secrecy::SecretString;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep};

use self::board::{Board, Item};
use self::client::{Server, Session, Socket, Trouble};
use self::screen::Screen;
use super::output;
use super::password::{Ask, PasswordSource};
use crate::clock::{Clock, SystemClock};

/// How often the whole work list is read again. Nobody gets a notice of what their own colleagues
/// did, such as an outreach attempt that ends the 24 hours.
const REFRESH: Duration = Duration::from_secs(30);
/// First and longest pause between attempts to connect.
const PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Address of the server.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// E-mail address to sign in with.
    #[arg(long)]
    email: String,
    #[command(flatten)]
    password: PasswordSource,
    /// End after so many notices.
    #[arg(long, value_name = "N")]
    once: Option<u64>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let server = Server::at(&arguments.url)?;
    let password = arguments.password.read(&arguments.email, Ask::Once)?;
    Watch {
        server,
        email: arguments.email,
        password,
        session: None,
        is_fresh: false,
        cursor: None,
        left: arguments.once,
        failures: 0,
        board: Board::default(),
        screen: Screen::default(),
    }
    .run()
    .await
}

struct Watch {
    server: Server,
    email: String,
    password: SecretString,
    session: Option<Session>,
    /// Whether the token of the session was not refused yet.
    is_fresh: bool,
    /// Where the last item ended.
    cursor: Option<String>,
    /// Notices to see before the end.
    left: Option<u64>,
    /// Failures since the last item.
    failures: u32,
    board: Board,
    screen: Screen,
}

impl Watch {
    async fn run(mut self) -> anyhow::Result<()> {
        while self.left != Some(0) {
            let Err(trouble) = self.follow().await else {
                continue;
            };
            match trouble {
                Trouble::Refused(why) => bail!("{why}"),
                Trouble::Output(error) => return Err(error.into()),
                Trouble::CursorRefused(why) => {
                    self.remark(&format!("{why}; starting over"));
                    self.cursor = None;
                    self.board = Board::default();
                }
                Trouble::SignedOut => {
                    self.is_fresh = false;
                    self.failures += 1;
                    if self.failures > 1 {
                        self.pause("the session ended").await;
                    }
                }
                Trouble::Lost(why) => {
                    self.failures += 1;
                    self.pause(&why).await;
                }
            }
        }
        Ok(())
    }

    /// Signs in if need be, connects, and shows items until something happens.
    async fn follow(&mut self) -> Result<(), Trouble> {
        let token = self.token().await?;
        let mut socket = self.server.connect(&token).await?;
        socket.subscribe(self.cursor.as_deref()).await?;
        self.remark(if self.cursor.is_some() {
            "connected again; going on where it ended"
        } else {
            "connected"
        });
        let mut seconds = seconds();
        let mut refresh_at = Instant::now();
        while self.left != Some(0) {
            let item = tokio::select! {
                item = socket.next_item() => Some(item?),
                _ = seconds.tick() => None,
            };
            if let Some(item) = item {
                self.take(item)?;
            }
            if self.screen.has_board() && refresh_at <= Instant::now() {
                self.board.replace(self.server.work_list(&token).await?);
                refresh_at = Instant::now() + REFRESH;
            }
            self.screen
                .draw(&self.board.lines(SystemClock.now()))
                .map_err(Trouble::Output)?;
        }
        Socket::close(socket).await;
        Ok(())
    }

    /// The token at hand, or a fresh one: of the same session, or else of a new one.
    async fn token(&mut self) -> Result<SecretString, Trouble> {
        // A refresh token is good once, so it is taken away before it is used.
        let session = match self.session.take() {
            Some(session) if self.is_fresh => session,
            Some(session) => self.server.refresh(&session).await?,
            None => self.server.sign_in(&self.email, &self.password).await?,
        };
        let token = session.token.clone();
        (self.session, self.is_fresh) = (Some(session), true);
        Ok(token)
    }

    fn take(&mut self, item: Item) -> Result<(), Trouble> {
        if self
            .cursor
            .as_ref()
            .is_some_and(|seen| *seen != item.follows)
        {
            return Err(Trouble::Lost("an item is missing in between".to_owned()));
        }
        self.failures = 0;
        self.board.apply(&item);
        if item.notice.is_some() {
            if let Some(left) = &mut self.left {
                *left -= 1;
            }
            let line = item.line(SystemClock.now());
            self.screen.log(&line).map_err(Trouble::Output)?;
        }
        self.cursor = Some(item.cursor);
        Ok(())
    }

    async fn pause(&mut self, why: &str) {
        let doubled = PAUSE.0 * 2_u32.saturating_pow(self.failures.saturating_sub(1));
        let longest = doubled.min(PAUSE.1);
        // Many clients that lost one server must not all come back at the same moment.
        let pause = longest.mul_f64(rand::rng().random_range(0.5..=1.0));
        self.remark(&format!(
            "{why}; trying again in {:.1} s",
            pause.as_secs_f64()
        ));
        sleep(pause).await;
    }

    fn remark(&mut self, text: &str) {
        if !self.screen.remark(text) {
            output::note(text);
        }
    }
}

fn seconds() -> Interval {
    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    seconds
}
