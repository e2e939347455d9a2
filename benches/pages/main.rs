//! The reads and writes that matter, each beside its floor: the same SQL through sqlx and serde in
//! a bare axum handler, on the same database, in the same run.
//!
//! ```text
//! cargo bench --bench pages -- --size 1000,100000 --engine sqlite
//!
//! pages ─┬─ fills a database
//!        ├─ starts `handoff serve`  ◄─┐  16 kept-alive connections, in turns;
//!        ├─ starts `pages floor`    ◄─┴─ processor time of each from /proc
//!        └─ prints a table        … size after size, and what grew between the first and the last
//! ```
//! The ratio that counts is the floor's processor time divided by the product's, both for one
//! request: wall times depend on who else uses the machine. Linux only.
#![expect(clippy::print_stdout, reason = "the report is for the terminal")]

mod audit;
mod cases;
mod cluster;
mod data;
mod engine;
mod floor;
mod load;
mod looks;
mod measure;
mod people;
mod report;
mod sign_in;
mod sockets;
mod units;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use handoff::app::World;
use handoff::clock::SystemClock;
use handoff::config::{Config, Environment};
use handoff::entropy::SystemEntropy;
use handoff::identity::Keys;
use secrecy::ExposeSecret;

use crate::cases::{Case, Rounds, Stock};
use crate::cluster::free_port;
use crate::engine::{Engine, Place, connect};
use crate::load::{Work, drive};
use crate::measure::{Server, Side, Supply, compare, median, sample};
use crate::people::People;
use crate::report::{Line, Measured, fact, growth, table};

/// As the product.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Requests over which statements are counted: enough to drown what the server asks by itself.
const COUNTED: usize = 200;
/// Requests that are sent one by one.
const ALONE: usize = 200;
/// Enough for rounds on both sides, and to spare.
const WARM_UPS: usize = 500 + ALONE;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    run: Run,
    /// What cargo says to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum Part {
    /// Serve as the floor: the run starts this itself.
    #[command(hide = true)]
    Floor {
        #[arg(long)]
        url: String,
        #[arg(long)]
        listen: SocketAddr,
        /// Let SQLite lose the last commits when the power fails.
        #[arg(long)]
        relaxed: bool,
    },
}

#[derive(Args)]
struct Run {
    /// Which database.
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: Engine,
    /// How many referrals with a past there are; several sizes are measured one after the other.
    #[arg(long = "size", default_value = "1000", value_delimiter = ',',
        value_parser = clap::value_parser!(u64).range(1000..))]
    sizes: Vec<u64>,
    /// Only these; all unless given.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Only>,
    /// Rounds of each side; the medians count.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of one round of reads.
    #[arg(long, default_value_t = 2)]
    seconds: u64,
    /// Referrals assigned in one round of writes.
    #[arg(long, default_value_t = 1000)]
    writes: usize,
    /// Subscriptions that idle.
    #[arg(long, default_value_t = 2000)]
    sockets: usize,
    /// An empty PostgreSQL database to use in place of a temporary cluster.
    #[arg(long)]
    database_url: Option<String>,
    /// Where temporary databases are made.
    #[arg(long)]
    directory: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    ProviderPage,
    Inbox,
    Duties,
    Reviews,
    Candidates,
    Triage,
    /// The search for members.
    Search,
    Assign,
    Mailbox,
    Sockets,
    SignIn,
    Audit,
    /// What the worker asks.
    Worker,
    /// The remaining-units check.
    Units,
}

impl Only {
    fn of(case: Case) -> Self {
        match case {
            Case::ProviderPage => Self::ProviderPage,
            Case::Inbox => Self::Inbox,
            Case::Duties => Self::Duties,
            Case::Reviews => Self::Reviews,
            Case::Candidates => Self::Candidates,
            Case::Triage => Self::Triage,
            Case::SearchCin
            | Case::SearchPhone
            | Case::SearchMisspelled
            | Case::SearchCommonest => Self::Search,
            Case::Assign => Self::Assign,
        }
    }
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    match arguments.part {
        Some(Part::Floor {
            url,
            listen,
            relaxed,
        }) => tokio::runtime::Runtime::new()?.block_on(floor::serve(&url, listen, relaxed)),
        None => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(async {
                // Dropping the run stops what it started.
                tokio::select! {
                    done = run_all(&arguments.run) => done,
                    _ = tokio::signal::ctrl_c() => bail!("interrupted"),
                }
            }),
    }
}

async fn run_all(run: &Run) -> Result<()> {
    let mut all = Vec::new();
    for size in &run.sizes {
        all.push(run_one(run, *size).await?);
    }
    if all.len() > 1 {
        println!("## {}, what grew\n\n{}", run.engine.name(), growth(&all));
    }
    Ok(())
}

async fn run_one(run: &Run, size: u64) -> Result<Measured> {
    let place = Place::make(
        run.engine,
        run.database_url.as_deref(),
        run.directory.clone(),
    )?;
    let world = World {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
    };
    let settings = settings(&place.url, &world)?;
    let environment: Environment = settings.iter().cloned().collect();
    let config = Config::load(None, &environment)?;
    let started = Instant::now();
    data::fill(&config, &world, size).await?;
    sign_in::give_passwords(&place.url, &world).await?;

    println!("## {}, {size} referrals\n", run.engine.name());
    println!(
        "{}\n",
        fact("filled in", &format!("{} s", started.elapsed().as_secs()))
    );
    let wants = |only| run.only.is_empty() || run.only.contains(&only);
    if wants(Only::Audit) {
        let facts = audit::measure(&place.url, &world).await?;
        println!("{}\n", facts.join("\n"));
    }
    let mut looks = Vec::new();
    if wants(Only::Worker) {
        looks = looks::measure(&place.url, &world).await?;
    }
    if wants(Only::Units) {
        looks.extend(units::measure(&place.url, &world, size).await?);
    }
    for look in &looks {
        let time = format!("{:.2} ms {}", look.milliseconds, look.note);
        println!("{}", fact(look.name, &time));
    }
    println!();
    let people = People::new(&config, &world)?;
    let bench = Bench::start((run, size), &place.url, people, settings).await?;
    let lines = bench.measure().await?;
    Ok(Measured { size, lines, looks })
}

/// The settings of the product for a run: what must differ from the defaults, and no more.
fn settings(url: &str, world: &World) -> Result<Vec<(String, String)>> {
    let (signing_key, secret) = Keys::generate(world.entropy.as_ref())?;
    let settings = [
        ("DATABASE__URL", url),
        ("IDENTITY__SIGNING_KEY", signing_key.expose_secret()),
        ("IDENTITY__SECRET", secret.expose_secret()),
        ("IDENTITY__TOKEN_MINUTES", "60"),
        ("LIMITS__SOCKETS_PER_PERSON", "10000"),
    ];
    Ok(settings
        .into_iter()
        .map(|(key, value)| (format!("HANDOFF__{key}"), value.to_owned()))
        .collect())
}

/// A run with its two servers.
struct Bench<'a> {
    run: &'a Run,
    size: u64,
    url: &'a str,
    ours: Server,
    floor: Server,
    people: People,
    /// Memory of the product before the first request, in kB.
    fresh_kb: i64,
}

impl<'a> Bench<'a> {
    async fn start(
        (run, size): (&'a Run, u64),
        url: &'a str,
        people: People,
        settings: Vec<(String, String)>,
    ) -> Result<Self> {
        let port = free_port()?;
        let mut product = Command::new(env!("CARGO_BIN_EXE_handoff"));
        product
            .arg("serve")
            .envs(settings)
            .env("HANDOFF__HTTP__LISTEN", format!("127.0.0.1:{port}"));
        let ours = Server::start(&mut product, port).await?;
        let fresh_kb = ours.resident_kb()?;
        Ok(Self {
            run,
            size,
            url,
            people,
            ours,
            floor: start_floor(url, false).await?,
            fresh_kb,
        })
    }

    fn wants(&self, only: Only) -> bool {
        self.run.only.is_empty() || self.run.only.contains(&only)
    }

    fn rounds(&self) -> Rounds {
        Rounds {
            time: Duration::from_secs(self.run.seconds),
            writes: self.run.writes,
        }
    }

    async fn measure(&self) -> Result<Vec<Line>> {
        let mut stock = Stock::new(self.size);
        let mut facts = vec![fact("memory of a fresh server", &megabytes(self.fresh_kb))];
        if self.wants(Only::Sockets) {
            facts.push(self.sockets(&mut stock).await?);
        }
        let mut lines = Vec::new();
        for case in Case::ALL {
            if self.wants(Only::of(case)) {
                lines.push(self.beside_floor(case, &mut stock).await?);
            }
        }
        if self.wants(Only::Assign) && self.run.engine == Engine::Sqlite {
            facts.push(self.relaxed(&mut stock).await?);
        }
        if self.wants(Only::Mailbox) {
            facts.extend(self.mailbox(&mut stock).await?);
        }
        if self.wants(Only::SignIn) {
            facts.push(self.rush(&mut stock).await?);
        }
        facts.push(fact(
            "memory after the load",
            &megabytes(self.ours.resident_kb()?),
        ));
        println!("{}\n{}\n", table(&lines), facts.join("\n"));
        Ok(lines)
    }

    async fn beside_floor(&self, case: Case, stock: &mut Stock) -> Result<Line> {
        let count = self.run.rounds * self.run.writes + WARM_UPS + COUNTED;
        let (mut ours, mut floor) =
            cases::supplies(case, &self.people, stock, self.rounds(), count)?;
        let request = ours.next()?;
        let addresses = (self.ours.address, self.floor.address);
        let lengths = match &mut floor {
            Some(floor) => {
                let requests = (&request, &floor.next()?);
                cases::check_same(case, addresses, requests).await?
            }
            None => (cases::check_alone(self.ours.address, &request).await?, 0),
        };
        let statements = self.statements(&mut ours, lengths.0).await?;
        let alone = load::one_by_one(self.ours.address, &ours.list(ALONE)?).await?;
        let alone = alone.get(ALONE / 10).copied().unwrap_or_default();
        let (ours, floor) = compare(
            self.run.rounds,
            Side {
                server: &self.ours,
                length: lengths.0,
                supply: ours,
            },
            floor.map(|supply| Side {
                server: &self.floor,
                length: lengths.1,
                supply,
            }),
        )
        .await?;
        Ok(Line {
            case,
            ours,
            alone_ms: alone.as_secs_f64() * 1e3,
            floor,
            statements,
            aim: case.aim(self.run.engine == Engine::Postgres),
        })
    }

    /// Statements of one request, where the database counts them.
    async fn statements(&self, supply: &mut Supply, length: usize) -> Result<Option<i64>> {
        let Some(before) = self.statements_so_far().await? else {
            return Ok(None);
        };
        let work = supply.counted(COUNTED)?;
        drive(self.ours.address, &work, length).await?;
        let after = self.statements_so_far().await?;
        let all = after.context("the statistics are gone")? - before;
        #[expect(clippy::cast_possible_wrap, reason = "a constant of 200")]
        let requests = COUNTED as i64;
        Ok(Some((all + requests / 2) / requests))
    }

    async fn statements_so_far(&self) -> Result<Option<i64>> {
        use sea_orm::ConnectionTrait;
        if self.run.engine == Engine::Sqlite {
            return Ok(None);
        }
        let database = connect(self.url).await?;
        let text = "SELECT CAST(SUM(calls) AS bigint) AS calls FROM pg_stat_statements";
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, text);
        let row = database.query_one_raw(statement).await.ok().flatten();
        let calls = row.map(|row| row.try_get("", "calls")).transpose()?;
        database.close().await?;
        Ok(calls)
    }

    /// What it costs that SQLite never loses a commit: the floor alone, with and without.
    async fn relaxed(&self, stock: &mut Stock) -> Result<String> {
        let relaxed = start_floor(self.url, true).await?;
        let mut rates = Vec::new();
        for server in [&self.floor, &relaxed] {
            let count = self.run.writes * 3 + 1;
            let mut supply = cases::floor_only(stock, count, self.run.writes)?;
            let (answer, _) = load::ask(server.address, &supply.next()?).await?;
            let mut samples = Vec::new();
            for _ in 0..3 {
                samples.push(sample(server, &supply.round()?, answer.len()).await?);
            }
            rates.push(median(&samples).per_second);
        }
        let (full, normal) = (rates[0], rates[1]);
        Ok(fact(
            "the floor's assignments/s",
            &format!("{full:.0} with synchronous=FULL, {normal:.0} with NORMAL"),
        ))
    }

    /// How many notices a mailbox takes, and how many assignments a pool.
    async fn mailbox(&self, stock: &mut Stock) -> Result<[String; 2]> {
        let request = cases::create(&self.people);
        let (answer, _) = load::ask(self.ours.address, &request).await?;
        let work = Work::For(Duration::from_secs(self.run.seconds), request);
        let created = sample(&self.ours, &work, answer.len()).await?;

        let mut requests = cases::to_one_provider(stock, &self.people, self.run.writes + 1)?;
        let first = requests.pop().context("no referral to assign")?;
        let (answer, _) = load::ask(self.ours.address, &first).await?;
        let work = Work::Each(requests.into());
        let assigned = sample(&self.ours, &work, answer.len()).await?;
        Ok([
            fact(
                "notices a second into one mailbox (16 referrers' connections to one plan)",
                &format!("{:.0}", created.per_second),
            ),
            fact(
                "assignments a second to one provider (one pool, one mailbox)",
                &format!("{:.0}", assigned.per_second),
            ),
        ])
    }

    /// What 20 people who sign in side by side do to the provider page.
    async fn rush(&self, stock: &mut Stock) -> Result<String> {
        let (mut page, _) =
            cases::supplies(Case::ProviderPage, &self.people, stock, self.rounds(), 1)?;
        let page = (page.next()?, self.rounds().time);
        let rush = sign_in::measure(&self.ours, page, self.run.rounds).await?;
        let (alone, beside) = (rush.alone, rush.beside);
        Ok(fact(
            "the provider page beside 20 people who sign in",
            &format!(
                "p99 {:.1} ms against {:.1} ms alone ({:.2} times; aim: at most 2), p50 {:.1} \
                 against {:.1}, {:.0} requests/s against {:.0}; {:.1} sign-ins/s",
                beside.most_ms,
                alone.most_ms,
                beside.most_ms / alone.most_ms,
                beside.half_ms,
                alone.half_ms,
                beside.per_second,
                alone.per_second,
                rush.per_second
            ),
        ))
    }

    async fn sockets(&self, stock: &mut Stock) -> Result<String> {
        // The first of the stock came from the referrer who listens.
        let pair = stock.take(1, false)?.pop().context("an empty stock")?;
        let act = cases::assign_ours(pair, &self.people);
        let idle = sockets::idle(&self.ours, &self.people.referrer, self.run.sockets, &act).await?;
        Ok(fact(
            "idle subscriptions",
            &format!(
                "{} of {:.1} kB each; one notice told to all of them in {} ms",
                idle.sockets,
                idle.kb_each,
                idle.all_told.as_millis()
            ),
        ))
    }
}

async fn start_floor(url: &str, is_relaxed: bool) -> Result<Server> {
    let port = free_port()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args([
        "floor",
        "--url",
        url,
        "--listen",
        &format!("127.0.0.1:{port}"),
    ]);
    if is_relaxed {
        command.arg("--relaxed");
    }
    Server::start(&mut command, port).await
}

fn megabytes(kb: i64) -> String {
    format!("{} MB", kb / 1024)
}
