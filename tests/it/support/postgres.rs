//! A PostgreSQL for the tests: the one of `HANDOFF_TEST_POSTGRES_URL`, or a cluster made of the
//! local binaries, started once per test process and gone with it.
//!
//! The cluster's **keeper** is a shell that reads a pipe from this process. However the process
//! ends, the pipe closes, and the keeper stops the cluster and removes its directory.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

use handoff::db::Db;
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use tokio::sync::{Mutex, OnceCell};

use super::engine::prepare;

/// The operating system's user for the cluster where the tests run as root, which `initdb` refuses.
const CLUSTER_USER: &str = "postgres";
const KEEPER: &str = r#"trap '' INT TERM HUP; read -r _; dir=$1; shift; "$@"; rm -rf "$dir""#;
/// What a cluster for tests leaves out. What is acknowledged need not survive a power cut here,
/// but `synchronous_commit` stays on: the server refuses to start without it.
const SETTINGS: &str = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c max_connections=300 -c fsync=off -c full_page_writes=off -c shared_buffers=64MB";

static SERVER: OnceCell<Option<Postgres>> = OnceCell::const_new();

/// A server on which tests make databases.
pub(crate) struct Postgres {
    /// Of the server, up to the slash before the name of a database.
    base: String,
    /// The database to connect to for making others.
    maintenance: String,
    template: String,
    made: AtomicU32,
    /// One at a time: a template that is being copied takes no second reader on old versions.
    copying: Mutex<()>,
    /// Lives as long as the process; its standard input is the pipe.
    _keeper: Option<Child>,
}

/// The server, started when first asked for; `None` where there is none.
pub(crate) async fn server() -> Option<&'static Postgres> {
    SERVER.get_or_init(start).await.as_ref()
}

async fn start() -> Option<Postgres> {
    let (url, keeper) = if let Some(url) = setting("HANDOFF_TEST_POSTGRES_URL") {
        (url, None)
    } else if let Some(binaries) = binaries() {
        let (url, keeper) = start_cluster(&binaries);
        (url, Some(keeper))
    } else {
        assert!(
            setting("HANDOFF_TEST_REQUIRE_POSTGRES").as_deref() != Some("1"),
            "HANDOFF_TEST_REQUIRE_POSTGRES=1, but there is neither HANDOFF_TEST_POSTGRES_URL nor a \
             local PostgreSQL"
        );
        eprintln!("no PostgreSQL found: the PostgreSQL half of the tests is skipped");
        return None;
    };
    let (base, maintenance) = url.rsplit_once('/').expect("a URL with a database");
    let postgres = Postgres {
        base: base.to_owned(),
        maintenance: maintenance.to_owned(),
        template: format!("handoff_template_{}", process::id()),
        made: AtomicU32::new(0),
        copying: Mutex::new(()),
        _keeper: keeper,
    };
    postgres
        .administer(&format!("CREATE DATABASE {}", postgres.template))
        .await;
    let db = Db::open(&postgres.url(&postgres.template), 2)
        .await
        .unwrap();
    prepare(&db).await;
    db.close().await.unwrap();
    Some(postgres)
}

impl Postgres {
    /// A new, migrated database; its name.
    pub(crate) async fn create_database(&self) -> String {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let name = format!("handoff_{}_{number}", process::id());
        let _copying = self.copying.lock().await;
        self.administer(&format!(
            "CREATE DATABASE {name} TEMPLATE {}",
            self.template
        ))
        .await;
        name
    }

    /// Removes a database, whoever is still connected.
    pub(crate) async fn drop_database(&self, name: &str) {
        self.administer(&format!("DROP DATABASE {name} WITH (FORCE)"))
            .await;
    }

    /// Where a database is.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.base)
    }

    /// Runs one statement as the owner of the cluster.
    pub(crate) async fn administer(&self, statement: &str) {
        let mut options = ConnectOptions::new(self.url(&self.maintenance));
        options.max_connections(1).sqlx_logging(false);
        let admin = Database::connect(options).await.unwrap();
        admin.execute_unprepared(statement).await.unwrap();
        admin.close().await.unwrap();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "settings of the test run, not of the program"
)]
fn setting(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The directory of `initdb` and `pg_ctl`; the newest of several versions.
fn binaries() -> Option<PathBuf> {
    let from_pg_config = || {
        let output = Command::new("pg_config").arg("--bindir").output().ok()?;
        Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
    };
    let installed = || {
        let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
            .ok()?
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                let version = path.file_name()?.to_str()?.parse().ok()?;
                Some((version, path.join("bin")))
            })
            .collect();
        versions.sort();
        versions.pop().map(|(_, path)| path)
    };
    [
        setting("HANDOFF_TEST_POSTGRES_BIN").map(PathBuf::from),
        from_pg_config().map(PathBuf::from),
        installed(),
    ]
    .into_iter()
    .flatten()
    .find(|directory| directory.join("initdb").is_file())
}

/// Makes a cluster and starts it: its URL, and its keeper.
fn start_cluster(binaries: &Path) -> (String, Child) {
    let directory = tempfile::Builder::new()
        .prefix("handoff-postgres-")
        .tempdir()
        .unwrap()
        .keep();
    let user = cluster_user();
    if let Some(user) = user {
        run(Command::new("chown").arg(user).arg(&directory));
    }
    let data = directory.join("data");
    run(tool(binaries, "initdb", user)
        .args(["--username=handoff", "--auth=trust", "--encoding=UTF8"])
        .args(["--no-locale", "--no-sync", "--pgdata"])
        .arg(&data));

    let stop = tool(binaries, "pg_ctl", user);
    let keeper = Command::new("sh")
        .args(["-c", KEEPER, "sh"])
        .arg(&directory)
        .arg(stop.get_program())
        .args(stop.get_args())
        .args(["stop", "--mode=immediate", "--silent", "--pgdata"])
        .arg(&data)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();

    let port = free_port();
    run(tool(binaries, "pg_ctl", user)
        .args(["start", "--wait", "--silent", "--pgdata"])
        .arg(&data)
        .arg("--log")
        .arg(directory.join("log"))
        .arg(format!("--options=-p {port} {SETTINGS}")));
    (
        format!("postgres://handoff@127.0.0.1:{port}/postgres"),
        keeper,
    )
}

/// Root runs the cluster as another user.
fn cluster_user() -> Option<&'static str> {
    let output = Command::new("id").arg("-u").output().unwrap();
    (output.stdout.trim_ascii() == b"0").then_some(CLUSTER_USER)
}

fn tool(binaries: &Path, name: &str, user: Option<&str>) -> Command {
    let program = binaries.join(name);
    match user {
        Some(user) => {
            let mut command = Command::new("runuser");
            command.args(["-u", user, "--"]).arg(program);
            command
        }
        None => Command::new(program),
    }
}

/// Runs to the end, silently unless it fails. From `/`: the other user may not read our directory.
fn run(command: &mut Command) {
    let status = command
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{command:?}: {status}");
}

/// A port that nobody listens on at this moment.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}
