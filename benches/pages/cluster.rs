//! A PostgreSQL cluster for one run, made of the local binaries. It is as durable as a real one:
//! what a commit costs is part of what is measured.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

/// The operating system's user for the cluster when the bench runs as root, which `initdb` refuses.
const USER: &str = "postgres";

/// A running cluster. Dropping it stops it and removes its directory.
pub struct Cluster {
    directory: TempDir,
    binaries: PathBuf,
    port: u16,
}

impl Cluster {
    /// Makes one below `parent` and waits until it answers.
    pub fn start(parent: &Path) -> Result<Self> {
        let directory = tempfile::Builder::new()
            .prefix("handoff-bench-")
            .tempdir_in(parent)?;
        let cluster = Self {
            directory,
            binaries: binaries().context(
                "no PostgreSQL binaries found: install them, or name a database with \
                 --database-url",
            )?,
            port: free_port()?,
        };
        if is_root()? {
            run(Command::new("chown")
                .arg(USER)
                .arg(cluster.directory.path()))?;
        }
        run(cluster.tool("initdb")?.args([
            "--username=handoff",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ]))?;
        let options = format!(
            "--options=-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
             -c shared_buffers=512MB -c max_wal_size=4GB{}",
            cluster.port,
            cluster.statistics(),
        );
        run(cluster
            .tool("pg_ctl")?
            .args(["start", "--wait", "--silent", &options])
            .arg("--log")
            .arg(cluster.directory.path().join("log")))?;
        Ok(cluster)
    }

    /// Its maintenance database: as good as another for one run.
    pub fn url(&self) -> String {
        format!("postgres://handoff@127.0.0.1:{}/postgres", self.port)
    }

    /// Counts statements, where the extension is installed.
    fn statistics(&self) -> &'static str {
        let library = self.binaries.join("../lib/pg_stat_statements.so");
        if library.exists() {
            " -c shared_preload_libraries=pg_stat_statements"
        } else {
            ""
        }
    }

    /// A command on this cluster's data, as the right user.
    fn tool(&self, name: &str) -> Result<Command> {
        let program = self.binaries.join(name);
        let mut command = if is_root()? {
            let mut command = Command::new("runuser");
            command.args(["-u", USER, "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command
            .env("PGDATA", self.directory.path().join("data"))
            .current_dir("/");
        Ok(command)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let stopped = self
            .tool("pg_ctl")
            .and_then(|mut stop| run(stop.args(["stop", "--mode=immediate", "--silent"])));
        if let Err(error) = stopped {
            tracing::warn!(%error, "the cluster was not stopped");
        }
    }
}

/// The directory of `initdb` and `pg_ctl`: of `pg_config`, or the newest that Debian installed.
fn binaries() -> Option<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told = told.and_then(|output| String::from_utf8(output.stdout).ok());
    let told = told.map(|text| PathBuf::from(text.trim()));
    let mut installed: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            Some((version, path.join("bin")))
        })
        .collect();
    installed.sort();
    let newest = installed.pop().map(|(_, path)| path);
    [told, newest]
        .into_iter()
        .flatten()
        .find(|directory| directory.join("initdb").is_file())
}

fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("-u").output()?;
    Ok(output.stdout.trim_ascii() == b"0")
}

fn run(command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .with_context(|| format!("{command:?}"))?;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(())
}

/// A port of the loopback interface that nobody uses at this moment.
pub fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
