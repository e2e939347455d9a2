//! Where a command gets a password: never from its arguments, which every user of the machine
//! can list.

use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;
use std::{fmt, fs};

use anyhow::{Context, bail, ensure};
use clap::Args;
use console::Term;
use secrecy::{ExposeSecret, SecretString};

/// Where the password comes from. Without any of these, the terminal asks for it.
#[derive(Debug, Args)]
pub(super) struct PasswordSource {
    /// Read the password from the first line of standard input.
    #[arg(long, conflicts_with = "password_file")]
    password_stdin: bool,
    /// Read the password from the first line of this file.
    #[arg(long, value_name = "FILE", env = "HANDOFF_PASSWORD_FILE")]
    password_file: Option<PathBuf>,
}

/// How the terminal asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// For a password that exists.
    Once,
    /// For a new one, which nobody can look up if it was mistyped.
    Twice,
}

impl PasswordSource {
    /// The password.
    pub(super) fn read(&self, whose: &str, ask: Ask) -> anyhow::Result<SecretString> {
        let password = if self.password_stdin {
            let mut line = String::new();
            io::stdin()
                .lock()
                .read_line(&mut line)
                .context("cannot read the password from standard input")?;
            first_line(line)
        } else if let Some(file) = &self.password_file {
            let text = fs::read_to_string(file)
                .with_context(|| format!("cannot read the password from {}", file.display()))?;
            first_line(text)
        } else {
            prompt(whose, ask)?
        };
        ensure!(
            !password.expose_secret().is_empty(),
            "the password is empty"
        );
        Ok(password)
    }
}

fn first_line(text: String) -> SecretString {
    let text = SecretString::from(text);
    text.expose_secret()
        .lines()
        .next()
        .unwrap_or_default()
        .into()
}

fn prompt(whose: &str, ask: Ask) -> anyhow::Result<SecretString> {
    if !io::stdin().is_terminal() {
        bail!("no terminal to ask for the password; use --password-stdin or --password-file");
    }
    let terminal = Term::stderr();
    let line = |label: fmt::Arguments<'_>| -> anyhow::Result<SecretString> {
        terminal.write_str(&label.to_string())?;
        Ok(terminal.read_secure_line()?.into())
    };
    let password = line(format_args!("Password of {whose}: "))?;
    if ask == Ask::Twice {
        let again = line(format_args!("The same again: "))?;
        ensure!(
            password.expose_secret() == again.expose_secret(),
            "the two passwords differ"
        );
    }
    Ok(password)
}
