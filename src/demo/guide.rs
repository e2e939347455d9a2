//! What the demonstration prints: where it is, who can sign in, and three commands to try.

use std::fmt;
use std::net::SocketAddr;

use super::people::{Account, known};
use super::{Invention, PASSWORD};
use crate::http::{GRAPHQL_PATH, WEBSOCKET_PATH};

/// The accounts to try, and what each is for.
const KNOWN: [(&str, &str); 15] = [
    (known::REFERRER, "refers people, hears how it ended"),
    (known::KITCHEN, "ILOS provider, one inbox for all its plans"),
    (known::HOUSING, "ILOS provider"),
    (known::HEALTH_CENTER, "ECM provider"),
    (
        known::SOBERING,
        "takes people in at night, without a referral",
    ),
    (known::PLAN, "assigns referrals"),
    (known::OTHER_PLAN, "assigns referrals, of another plan"),
    (known::REVIEWER, "authorizes services, or does not"),
    (known::APPEALS, "decides appeals against that"),
    (known::NETWORK, "agrees capacity, sets the loop's policy"),
    (known::PRIVACY, "guards what is restricted"),
    (known::ANALYST, "reads figures, sees nobody"),
    (known::ADMIN, "invites people, reads the audit"),
    (known::STATE, "reads figures across plans"),
    (known::OPERATOR, "keeps organizations"),
];

/// What to print once the server listens.
pub struct Guide {
    address: SocketAddr,
    rows: Vec<(Account, &'static str)>,
}

impl Guide {
    /// For a server at that address.
    #[must_use]
    pub fn new(invention: &Invention, address: SocketAddr) -> Self {
        let rows = KNOWN
            .iter()
            .filter_map(|(email, what)| {
                let account = invention
                    .accounts()
                    .find(|account| account.email == *email)?;
                Some((account.clone(), *what))
            })
            .collect();
        Self { address, rows }
    }

    /// The commands, each with what it does. They work as printed in a POSIX shell.
    #[must_use]
    pub fn commands(&self) -> [(&'static str, String); 3] {
        let url = format!("http://{}{GRAPHQL_PATH}", self.address);
        let post = format!("curl -s {url} -H 'content-type: application/json'");
        let kitchen = known::KITCHEN;
        [
            (
                "Find a provider of meals in Sacramento with room, without signing in",
                format!(
                    r#"{post} -d '{{"query":"{{ providers(filter: {{county: \"06067\", services: [MEALS], acceptingReferrals: true}}, first: 3) {{ nodes {{ name phone offerings(county: \"06067\", service: MEALS) {{ capacity {{ status available }} }} }} }} }}"}}'"#
                ),
            ),
            (
                "Sign in as the kitchen and list its work, outreach due soonest first",
                format!(
                    r#"{post} -d '{{"query":"mutation {{ signIn(input: {{email: \"{kitchen}\", password: \"{PASSWORD}\"}}) {{ session {{ token }} }} }}"}}' | sed 's/.*"token":"\([^"]*\)".*/header = "authorization: Bearer \1"/' | {post} -K - -d '{{"query":"{{ assignments(first: 5) {{ nodes {{ outreach {{ dueAt status }} referral {{ number service {{ name }} }} }} }} }}"}}'"#
                ),
            ),
            (
                "Watch the kitchen's assignments as they come in, with the time that is left",
                format!(
                    "echo {PASSWORD} | cargo run --release -- watch --url http://{} --email {kitchen} --password-stdin",
                    self.address
                ),
            ),
        ]
    }
}

impl fmt::Display for Guide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.address;
        writeln!(f)?;
        writeln!(f, "  GraphQL     http://{address}{GRAPHQL_PATH}")?;
        writeln!(
            f,
            "  WebSocket   ws://{address}{WEBSOCKET_PATH}   graphql-transport-ws"
        )?;
        writeln!(f)?;
        writeln!(
            f,
            "  ALL PEOPLE ARE INVENTED, AND THE PASSWORDS ARE PUBLISHED."
        )?;
        writeln!(f, "  NEVER PUT REAL DATA INTO THIS DATABASE.")?;
        writeln!(f)?;
        writeln!(f, "  Sign in as              password {PASSWORD}")?;
        for (account, what) in &self.rows {
            let (email, organization) = (&account.email, &account.organization_name);
            writeln!(f, "    {email:<22}  {organization} ({what})")?;
        }
        for (what, command) in self.commands() {
            writeln!(f)?;
            writeln!(f, "  {what}:")?;
            writeln!(f, "{command}")?;
        }
        Ok(())
    }
}
