//! Processes under measurement: what they burn, what they hold, and rounds that compare two.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::load::{Bytes, Work, drive};

/// Linux counts processor time for `/proc` in hundredths of a second, on every architecture.
const TICK: Duration = Duration::from_millis(10);
/// For connections to open and statements to be prepared.
const WARM_UP: usize = 400;
const EMPTY: &str = "more rounds than there are referrals to assign";

/// A server under measurement. Dropping it kills it.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts a server that listens on that port of the loopback interface, and waits for it.
    /// What it logs is written, but nobody keeps it.
    pub async fn start(command: &mut Command, port: u16) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{command:?}"))?;
        let mut server = Self {
            child,
            address: (Ipv4Addr::LOCALHOST, port).into(),
        };
        for _ in 0..400 {
            if TcpStream::connect(server.address).await.is_ok() {
                return Ok(server);
            }
            if let Some(status) = server.child.try_wait()? {
                bail!("{command:?} ended: {status}");
            }
            sleep(Duration::from_millis(25)).await;
        }
        bail!("{command:?} does not listen");
    }

    /// Processor time since its start, of user and kernel together.
    pub fn processor_time(&self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name of the program stands in parentheses and may hold anything.
        let fields = stat.rsplit_once(')').context("/proc/…/stat")?.1;
        let mut fields = fields.split_ascii_whitespace().skip(11);
        let mut ticks = || -> Result<u32> { Ok(fields.next().context("/proc/…/stat")?.parse()?) };
        Ok(TICK * (ticks()? + ticks()?))
    }

    /// Memory that it holds, in kB.
    pub fn resident_kb(&self) -> Result<i64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .context("/proc/…/status")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let killed = self.child.kill().and_then(|()| self.child.wait());
        if let Err(error) = killed {
            tracing::warn!(%error, "a server was not stopped");
        }
    }
}

/// One round, or the median of several.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sample {
    /// Processor time of the server for one request, in µs.
    pub processor_us: f64,
    /// Requests answered in a second.
    pub per_second: f64,
    /// Half of the requests waited no longer, in ms.
    pub half_ms: f64,
    /// 99 of 100 waited no longer, in ms.
    pub most_ms: f64,
}

/// Drives a server and says what it burnt.
pub async fn sample(server: &Server, work: &Work, length: usize) -> Result<Sample> {
    let before = server.processor_time()?;
    let load = drive(server.address, work, length).await?;
    let burnt = server.processor_time()?.saturating_sub(before);
    #[expect(clippy::cast_precision_loss, reason = "at most millions of requests")]
    let answered = load.answered as f64;
    Ok(Sample {
        processor_us: burnt.as_secs_f64() * 1e6 / answered,
        per_second: answered / load.elapsed.as_secs_f64(),
        half_ms: load.wait(0.5).as_secs_f64() * 1e3,
        most_ms: load.wait(0.99).as_secs_f64() * 1e3,
    })
}

/// Where the requests of a side come from.
pub enum Supply {
    /// The same request again and again, for so long a round.
    Same(Bytes, Duration),
    /// Requests of which each can be sent once.
    Once {
        /// Those that are left.
        left: Vec<Bytes>,
        /// So many a round.
        per_round: usize,
    },
}

impl Supply {
    /// One request.
    pub fn next(&mut self) -> Result<Bytes> {
        match self {
            Self::Same(request, _) => Ok(Arc::clone(request)),
            Self::Once { left, .. } => left.pop().context(EMPTY),
        }
    }

    /// So many requests.
    pub fn counted(&mut self, count: usize) -> Result<Work> {
        match self {
            Self::Same(request, _) => Ok(Work::Each(vec![Arc::clone(request); count].into())),
            Self::Once { left, .. } => take(left, count),
        }
    }

    /// So many requests, to be sent one by one.
    pub fn list(&mut self, count: usize) -> Result<Vec<Bytes>> {
        match self {
            Self::Same(request, _) => Ok(vec![Arc::clone(request); count]),
            Self::Once { left, .. } => {
                let rest = left.len().checked_sub(count).context(EMPTY)?;
                Ok(left.split_off(rest))
            }
        }
    }

    /// A round of them.
    pub fn round(&mut self) -> Result<Work> {
        match self {
            Self::Same(request, time) => Ok(Work::For(*time, Arc::clone(request))),
            Self::Once { left, per_round } => take(left, *per_round),
        }
    }
}

fn take(left: &mut Vec<Bytes>, count: usize) -> Result<Work> {
    let rest = left.len().checked_sub(count).context(EMPTY)?;
    Ok(Work::Each(left.split_off(rest).into()))
}

/// One of the two servers and what it is asked.
pub struct Side<'a> {
    /// The server.
    pub server: &'a Server,
    /// Length of a right answer.
    pub length: usize,
    /// The requests.
    pub supply: Supply,
}

impl Side<'_> {
    async fn warm_up(&mut self) -> Result<Sample> {
        let work = self.supply.counted(WARM_UP)?;
        sample(self.server, &work, self.length).await
    }

    async fn round(&mut self) -> Result<Sample> {
        let work = self.supply.round()?;
        sample(self.server, &work, self.length).await
    }
}

/// Drives both in turns, the other one first in every second round, and takes the medians: what
/// the neighbours of a shared machine do then strikes both alike.
pub async fn compare(
    rounds: usize,
    mut ours: Side<'_>,
    floor: Option<Side<'_>>,
) -> Result<(Sample, Option<Sample>)> {
    ours.warm_up().await?;
    let Some(mut floor) = floor else {
        let mut of_ours = Vec::new();
        for _ in 0..rounds {
            of_ours.push(ours.round().await?);
        }
        return Ok((median(&of_ours), None));
    };
    floor.warm_up().await?;
    let (mut of_ours, mut of_floor) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        if round % 2 == 0 {
            of_ours.push(ours.round().await?);
            of_floor.push(floor.round().await?);
        } else {
            of_floor.push(floor.round().await?);
            of_ours.push(ours.round().await?);
        }
    }
    Ok((median(&of_ours), Some(median(&of_floor))))
}

/// The median of each figure.
pub fn median(samples: &[Sample]) -> Sample {
    let of = |figure: fn(&Sample) -> f64| {
        let mut figures: Vec<f64> = samples.iter().map(figure).collect();
        figures.sort_unstable_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().unwrap_or_default()
    };
    Sample {
        processor_us: of(|sample| sample.processor_us),
        per_second: of(|sample| sample.per_second),
        half_ms: of(|sample| sample.half_ms),
        most_ms: of(|sample| sample.most_ms),
    }
}
