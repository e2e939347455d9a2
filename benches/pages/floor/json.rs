//! The answers, in the shape of the GraphQL documents of `cases.rs`.

use async_graphql::ID;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

#[derive(Serialize)]
pub struct Answer<T> {
    pub data: T,
}

#[derive(Serialize)]
pub struct Providers<'a> {
    pub providers: Page<Provider<'a>>,
}

#[derive(Serialize)]
pub struct Assignments<'a> {
    pub assignments: Page<Assignment<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Duties<'a> {
    pub outreach_duties: Page<Duty<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Duty<'a> {
    #[serde(serialize_with = "instant")]
    pub due_at: DateTime<Utc>,
    pub status: &'static str,
    pub assignment: Assignment<'a>,
}

#[derive(Serialize)]
pub struct Authorizations<'a> {
    pub authorizations: Page<Authorization<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Authorization<'a> {
    pub id: ID,
    pub number: &'a str,
    pub kind: &'a str,
    pub status: &'a str,
    pub version: i32,
    #[serde(serialize_with = "instant")]
    pub requested_at: DateTime<Utc>,
    pub service: Named<'static>,
    pub clock: Outreach,
    pub wish: Wish<'a>,
    pub referral: Reviewed<'a>,
    pub member: Member<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Wish<'a> {
    pub units: Option<i32>,
    pub from_on: NaiveDate,
    pub until_on: NaiveDate,
    pub comment: Option<&'a str>,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reviewed<'a> {
    pub id: ID,
    pub number: &'a str,
    pub urgency: &'a str,
    #[serde(serialize_with = "instant")]
    pub received_at: DateTime<Utc>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    pub page_info: PageInfo,
    pub nodes: Vec<T>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    pub has_next_page: bool,
    pub end_cursor: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Provider<'a> {
    pub id: ID,
    pub name: &'a str,
    pub phone: &'a str,
    pub phone_line: &'a str,
    pub address: Address<'a>,
    pub languages: Vec<Named<'a>>,
    pub offerings: Vec<Offering>,
}

#[derive(Serialize)]
pub struct Address<'a> {
    pub street: &'a str,
    pub city: &'a str,
    pub zip: &'a str,
}

/// A code with its name.
#[derive(Serialize)]
pub struct Named<'a> {
    pub code: &'a str,
    pub name: &'a str,
}

#[derive(Serialize)]
pub struct Offering {
    pub id: ID,
    pub service: Named<'static>,
    pub capacity: Capacity,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Capacity {
    pub status: &'static str,
    pub accepting_referrals: bool,
    pub available: i32,
    #[serde(serialize_with = "instant")]
    pub updated_at: DateTime<Utc>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Assignment<'a> {
    pub id: ID,
    pub status: &'a str,
    #[serde(serialize_with = "instant")]
    pub assigned_at: DateTime<Utc>,
    pub outreach: Option<Outreach>,
    pub referral: Referral<'a>,
    pub member: Member<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outreach {
    #[serde(serialize_with = "instant")]
    pub due_at: DateTime<Utc>,
    pub status: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Referral<'a> {
    pub id: ID,
    pub number: &'a str,
    pub service: Named<'static>,
    pub urgency: &'a str,
    pub needs: Option<&'a str>,
    #[serde(serialize_with = "instant")]
    pub received_at: DateTime<Utc>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Member<'a> {
    pub id: ID,
    pub name: FullName,
    pub birth_on: NaiveDate,
    pub phone: Option<&'a str>,
    pub language: &'a str,
}

#[derive(Serialize)]
pub struct FullName {
    pub full: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Assign {
    pub assign_referral: Assigned,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Assigned {
    pub user_errors: [(); 0],
    pub referral: AssignedReferral,
}

#[derive(Serialize)]
pub struct AssignedReferral {
    pub id: ID,
    pub status: String,
    pub version: i32,
}

fn instant<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}
