//! The real server program, as a process of its own.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use handoff::clock::SystemClock;

use super::postgres::free_port;
use super::{Server, settings};

/// A server program that runs, until it is killed.
pub(crate) struct Program {
    child: Child,
    pub(crate) server: Server,
}

impl Program {
    /// A server on that database, whose log nobody reads.
    pub(crate) async fn start(url: &str) -> Self {
        Self::start_logging(url, None, Stdio::null()).await
    }

    /// A server that writes its log there, with that filter or the default one.
    pub(crate) async fn start_logging(url: &str, filter: Option<&str>, log: Stdio) -> Self {
        let listen = format!("127.0.0.1:{}", free_port());
        let filter = filter.map(|filter| ("HANDOFF__TELEMETRY__FILTER", filter));
        let child = Command::new(env!("CARGO_BIN_EXE_handoff"))
            .arg("serve")
            .envs(settings::environment(url, &listen))
            .envs(filter)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let server = settings::server(url, listen, Arc::new(SystemClock));
        let mut program = Self { child, server };
        program.wait_until_ready().await;
        program
    }

    async fn wait_until_ready(&mut self) {
        let url = format!("http://{}/health/ready", self.server.address());
        for _ in 0..600 {
            if let Ok(answer) = self.server.http().get(&url).send().await
                && answer.status().is_success()
            {
                return;
            }
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "the server ended: {ended:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server does not get ready");
    }

    /// SIGKILL: it gets no chance to put anything in order.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It is gone already unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
