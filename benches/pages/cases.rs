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

const DUTIES: &str = "query Duties {
  outreachDuties(first: 50) {
    pageInfo { hasNextPage endCursor }
    nodes {
      dueAt status
      assignment {
        id status assignedAt
        outreach { dueAt status }
        referral { id number service { code name } urgency needs receivedAt }
        member { id name { full } birthOn phone language }
      }
    }
  }
}";

const REVIEWS: &str = "query Reviews {
  authorizations(orderBy: DUE_SOONEST, first: 50) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id number kind status version requestedAt
      service { code name }
      clock { dueAt status }
      wish { units fromOn untilOn comment }
      referral { id number urgency receivedAt }
      member { id name { full } birthOn phone language }
    }
  }
}";

const CANDIDATES: &str = "query Candidates($id: ID!) {
  referral(id: $id) {
    id
    candidates(first: 10) { rank provider { id name } isIncluded speaksLanguage freePlaces }
  }
}";

const TRIAGE: &str = "query Triage($id: ID!) {
  referral(id: $id) { id triage { ground weight advice } }
}";

const SEARCH: &str = "query Search($filter: MemberFilter!) {
  members(filter: $filter, first: 20) {
    pageInfo { hasNextPage endCursor }
    nodes { id cin name { full } birthOn phone }
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
    /// The 50 duties of a plan's providers that are due soonest, with referral and member.
    Duties,
    /// The 50 requests for authorization that a plan has to decide soonest, with referral and member.
    Reviews,
    /// The first ten providers that could get a referral.
    Candidates,
    /// What speaks against assigning a referral.
    Triage,
    /// A member by the CIN.
    SearchCin,
    /// A member by the phone.
    SearchPhone,
    /// Members by a name with a letter missing.
    SearchMisspelled,
    /// Members by the commonest name.
    SearchCommonest,
    /// A ready referral is given to a provider: capacity, timeline and two notices.
    Assign,
}

impl Case {
    /// All of them, in the order in which they are measured: what writes comes last.
    pub const ALL: [Self; 11] = [
        Self::ProviderPage,
        Self::Inbox,
        Self::Duties,
        Self::Reviews,
        Self::Candidates,
        Self::Triage,
        Self::SearchCin,
        Self::SearchPhone,
        Self::SearchMisspelled,
        Self::SearchCommonest,
        Self::Assign,
    ];

    /// As tables name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ProviderPage => "provider page, 20 rows",
            Self::Inbox => "provider's inbox, 50 rows",
            Self::Duties => "plan's duties, 50 rows",
            Self::Reviews => "reviewer's worklist, 50 rows",
            Self::Candidates => "candidates of a referral, first 10",
            Self::Triage => "triage of a referral",
            Self::SearchCin => "member by CIN",
            Self::SearchPhone => "member by phone",
            Self::SearchMisspelled => "members by a misspelled name, 20 rows",
            Self::SearchCommonest => "members by the commonest name, 20 rows",
            Self::Assign => "assign a referral",
        }
    }

    /// The least ratio to the floor that the project aims for; what has no floor is only to stay
    /// flat as history grows.
    pub fn aim(self, is_postgres: bool) -> Option<f64> {
        match self {
            Self::ProviderPage | Self::Inbox | Self::Duties | Self::Reviews => {
                Some(if is_postgres { 0.42 } else { 0.75 })
            }
            Self::Assign => Some(0.7),
            Self::Candidates
            | Self::Triage
            | Self::SearchCin
            | Self::SearchPhone
            | Self::SearchMisspelled
            | Self::SearchCommonest => None,
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

/// The requests of both sides for a case, ours first; the floor's where it has one.
pub fn supplies(
    case: Case,
    people: &People,
    stock: &mut Stock,
    rounds: Rounds,
    count: usize,
) -> Result<(Supply, Option<Supply>)> {
    let same = |request| Supply::Same(request, rounds.time);
    let of_plan = |document, variables: &Value| {
        let request = graphql(document, variables, Some(&people.coordinator));
        (same(request), None)
    };
    let ready = json!({ "id": NodeKind::Referral.encode(data::ready_referral(stock.size, 0)) });
    let search = |filter: &Value| of_plan(SEARCH, &json!({ "filter": filter }));
    let once = |left| Supply::Once {
        left,
        per_round: rounds.writes,
    };
    Ok(match case {
        Case::ProviderPage => {
            let cell = json!({ "county": PAGE.county(), "service": PAGE.service() });
            (
                same(graphql(PROVIDER_PAGE, &cell, None)),
                Some(same(post("/provider-page", None, &cell))),
            )
        }
        Case::Inbox => {
            let provider = json!({ "provider": data::id(Of::Provider, 0) });
            (
                same(graphql(INBOX, &json!({}), Some(&people.staff))),
                Some(same(post("/inbox", None, &provider))),
            )
        }
        Case::Duties => {
            let plan = json!({ "plan": data::id(Of::Plan, 0) });
            (
                same(graphql(DUTIES, &json!({}), Some(&people.coordinator))),
                Some(same(post("/duties", None, &plan))),
            )
        }
        Case::Reviews => {
            let plan = json!({ "plan": data::id(Of::Plan, 0) });
            (
                same(graphql(REVIEWS, &json!({}), Some(&people.reviewer))),
                Some(same(post("/reviews", None, &plan))),
            )
        }
        Case::Candidates => of_plan(CANDIDATES, &ready),
        Case::Triage => of_plan(TRIAGE, &ready),
        Case::SearchCin => search(&json!({ "cin": data::cin(4) })),
        Case::SearchPhone => search(&json!({ "phone": data::phone(4) })),
        Case::SearchMisspelled => search(&json!({ "name": "Castilo" })),
        Case::SearchCommonest => search(&json!({ "name": "Garcia" })),
        Case::Assign => {
            let ours = stock.take(count, false)?;
            let floor = stock.take(count, false)?;
            (
                once(
                    ours.into_iter()
                        .map(|pair| assign_ours(pair, people))
                        .collect(),
                ),
                Some(once(floor.into_iter().map(assign_floor).collect())),
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

/// Sends a request that has no floor, and makes sure that the answer is right. Gives its length.
pub async fn check_alone(ours: SocketAddr, request: &Bytes) -> Result<usize> {
    let (text, answer) = ask(ours, request).await?;
    ensure!(answer.get("errors").is_none(), "{text}");
    let nodes = answer.pointer("/data/members/nodes");
    let is_empty = nodes.and_then(Value::as_array).is_some_and(Vec::is_empty);
    ensure!(!is_empty, "nobody was found: {text}");
    Ok(text.len())
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
        for list in [
            "providers",
            "assignments",
            "outreachDuties",
            "authorizations",
        ] {
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
