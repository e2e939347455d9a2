use async_graphql::Enum;

use crate::visits;

/// Who brought a person to a sobering center.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "visits::BroughtBy")]
pub enum BroughtBy {
    /// Police, instead of jail.
    Police,
    /// An ambulance, instead of an emergency department.
    Ambulance,
    /// The person came by themselves.
    #[graphql(name = "SELF")]
    Oneself,
    /// Somebody else.
    Other,
}

/// Where a visit stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "visits::VisitStatus")]
pub enum VisitStatus {
    /// The person is there.
    Present,
    /// The person has left.
    Left,
    /// It was recorded by mistake, and stays with the reason.
    Void,
}

/// How the plan pays for a visit, as its policy on the day of the arrival and the visit itself say.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "visits::VisitPayment")]
pub enum VisitPayment {
    /// Nobody has said which plan answers for the person.
    PlanUnknown,
    /// The plan wants no authorization for it.
    NotRequired,
    /// The plan pays what it authorizes. It is asked by itself, once it knows who the person was;
    /// whoever served sees the authorization once the plan has decided on it or asked for more.
    ByAuthorization,
    /// The plan has named whoever served (`setPresumptiveProvider`): it pays now, and its decision
    /// follows once it knows who the person was.
    Presumed,
    /// The plan wants an authorization first, and gives none afterwards: it is a record, and not
    /// paid.
    NotAuthorized,
    /// The plan gives one afterwards within the days of its policy, which had passed when it was
    /// told.
    TooLate,
    /// The stay was longer than sobering centers are paid for: 24 hours or more.
    OverLimit,
}
