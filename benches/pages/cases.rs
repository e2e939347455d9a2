//! What is asked of the two servers: the documents, and the same wish in the floor's own words.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use handoff::graphql::NodeKind;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::data::{self, Of, PAGE, roomy_providers};
use crate::load::{Bytes, ask, post};
use crate::measure::Supply;
use crate::people::People;

const GRAPHQL: &str = "/graphql";

const PROVIDER_PAGE: &str = "query Providers($county: CountyFips!, $service: ServiceCode!) {
  providers(filter: {county: $county, services: [$service], acceptingReferrals: true}, first: 20) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id name phone phoneLine
      address { street city zip }
      languages { code name }
      offerings {
        id
        service { code name }
        capacity { status acceptingReferrals available updatedAt }
      }
    }
  }
}";

const INBOX: &str = "query Inbox {
  assignments(first: 50) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id status assignedAt
      outreach { dueAt status }
      referral { id number service { code name } urgency needs receivedAt }
      member { id name { full } birthOn phone language }
    }
  }
}";

const ASSIGN: &str = "mutation Assign($input: AssignReferralInput!) {
  assignReferral(input: $input) { userErrors { code message } referral { id status version } }
}";

const CREATE: &str = "mutation Create($input: CreateReferralInput!) {
  createReferral(input: $input) { userErrors { code message } referral { id status } }
}";

/// What is measured beside the floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Case {
    /// 20 providers of a county and service that take referrals, with offerings and capacity.
    ProviderPage,
    /// The 50 open assignments of a provider that are due soonest, with referral and member.
    Inbox,
    /// A ready referral is given to a provider: capacity, timeline and two notices.
    Assign,
}

impl Case {
    /// As tables name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ProviderPage => "provider page, 20 rows",
            Self::Inbox => "provider's inbox, 50 rows",
            Self::Assign => "assign a referral",
        }
    }

    /// The least ratio to the floor that the project aims for.
    pub fn aim(self, is_postgres: bool) -> f64 {
        match (self, is_postgres) {
            (Self::ProviderPage | Self::Inbox, true) => 0.42,
            (Self::ProviderPage | Self::Inbox, false) => 0.75,
            (Self::Assign, _) => 0.7,
        }
    }
}

/// How much a round is.
#[derive(Clone, Copy)]
pub struct Rounds {
    /// How long a round of reads lasts.
    pub time: Duration,
    /// How many writes make a round.
    pub writes: usize,
}

/// Ready referrals that were not assigned yet.
pub struct Stock {
    size: u64,
    next: u64,
}

impl Stock {
    /// All of the run's.
    pub fn new(size: u64) -> Self {
        Self { size, next: 0 }
    }

    /// Takes some, each with a provider: the roomy ones in turn, or always the same.
    pub fn take(&mut self, count: usize, one_provider: bool) -> Result<Vec<(Uuid, Uuid)>> {
        let mut providers = roomy_providers().cycle();
        let first = roomy_providers().next().context("no roomy provider")?;
        let pairs = (0..count)
            .map(|_| {
                let provider = providers.next().filter(|_| !one_provider).unwrap_or(first);
                self.next += 1;
                (
                    data::ready_referral(self.size, self.next - 1),
                    data::id(Of::Provider, provider),
                )
            })
            .collect();
        ensure!(self.next <= data::STOCK, "no ready referral is left");
        Ok(pairs)
    }
}

/// An assignment by GraphQL.
pub fn assign_ours(pair: (Uuid, Uuid), people: &People) -> Bytes {
    let input = json!({
        "referralId": NodeKind::Referral.encode(pair.0),
        "providerId": NodeKind::Provider.encode(pair.1),
    });
    graphql(
        ASSIGN,
        &json!({ "input": input }),
        Some(&people.coordinator),
    )
}

/// A referral to the first plan: its mailbox gets the notice.
pub fn create(people: &People) -> Bytes {
    let input = json!({
        "planId": NodeKind::Plan.encode(data::id(Of::Plan, 0)),
        "service": PAGE.service(),
        "county": PAGE.county(),
        "person": { "firstName": "Ana", "lastName": "Alvarado", "birthOn": "1975-03-09" },
        "contact": { "name": "Front desk", "reach": "+15105550100" },
    });
    graphql(CREATE, &json!({ "input": input }), Some(&people.referrer))
}

fn assign_floor((referral, provider): (Uuid, Uuid)) -> Bytes {
    let body = json!({ "referral": referral, "provider": provider });
    post("/assign", None, &body)
}

/// The requests of both sides for a case, ours first.
pub fn supplies(
    case: Case,
    people: &People,
    stock: &mut Stock,
    rounds: Rounds,
    count: usize,
) -> Result<(Supply, Supply)> {
    let same = |request| Supply::Same(request, rounds.time);
    let once = |left| Supply::Once {
        left,
        per_round: rounds.writes,
    };
    Ok(match case {
        Case::ProviderPage => {
            let cell = json!({ "county": PAGE.county(), "service": PAGE.service() });
            (
                same(graphql(PROVIDER_PAGE, &cell, None)),
                same(post("/provider-page", None, &cell)),
            )
        }
        Case::Inbox => {
            let provider = json!({ "provider": data::id(Of::Provider, 0) });
            (
                same(graphql(INBOX, &json!({}), Some(&people.staff))),
                same(post("/inbox", None, &provider)),
            )
        }
        Case::Assign => {
            let ours = stock.take(count, false)?;
            let floor = stock.take(count, false)?;
            (
                once(
                    ours.into_iter()
                        .map(|pair| assign_ours(pair, people))
                        .collect(),
                ),
                once(floor.into_iter().map(assign_floor).collect()),
            )
        }
    })
}

/// Assigns by the floor alone.
pub fn floor_only(stock: &mut Stock, count: usize, writes: usize) -> Result<Supply> {
    Ok(Supply::Once {
        left: stock
            .take(count, false)?
            .into_iter()
            .map(assign_floor)
            .collect(),
        per_round: writes,
    })
}

/// Assigns to one provider: all wait for the same pool.
pub fn to_one_provider(stock: &mut Stock, people: &People, count: usize) -> Result<Vec<Bytes>> {
    let pairs = stock.take(count, true)?;
    Ok(pairs
        .into_iter()
        .map(|pair| assign_ours(pair, people))
        .collect())
}

/// Sends one request of each side and makes sure that both say the same, except for the ids of
/// what was written and for cursors, which each seals under its own key. Gives the lengths of the answers.
pub async fn check_same(
    case: Case,
    (ours, floor): (SocketAddr, SocketAddr),
    requests: (&Bytes, &Bytes),
) -> Result<(usize, usize)> {
    let (our_text, our_answer) = ask(ours, requests.0).await?;
    let (floor_text, floor_answer) = ask(floor, requests.1).await?;
    let blank = |mut answer: Value| {
        if case == Case::Assign
            && let Some(id) = answer.pointer_mut("/data/assignReferral/referral/id")
        {
            *id = Value::Null;
        }
        for list in ["providers", "assignments"] {
            if let Some(cursor) = answer.pointer_mut(&format!("/data/{list}/pageInfo/endCursor")) {
                *cursor = Value::Bool(cursor.is_string());
            }
        }
        answer
    };
    ensure!(
        blank(our_answer) == blank(floor_answer),
        "the two answers differ:\n{our_text}\n{floor_text}"
    );
    Ok((our_text.len(), floor_text.len()))
}

pub fn graphql(document: &str, variables: &Value, token: Option<&str>) -> Bytes {
    let body = json!({ "query": document, "variables": variables });
    post(GRAPHQL, token, &body)
}
