//! A sobering visit and the plan's money: whether the plan is asked, and how.
//!
//! The person was served before anybody could ask (domain notes, section 11). What may be refused
//! is payment, never the record.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{
    AccountId, AuthorizationId, AuthorizationKind, AuthorizationStatus, MemberId, OrganizationId,
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::request::{New, Subject, fresh, write_in};
use super::{complete, presume};
use crate::authorizations::ledger::{self, Use};
use crate::authorizations::rules::{WishFor, check_wish};
use crate::authorizations::{Authorization, Details, Wish, store as authorizations};
use crate::db::{Tx, statements};
use crate::error::StoreError;
use crate::policies::AuthorizationPolicy;
use crate::reference::{CountyFips, Reference, ServiceCode};

/// How a plan pays for what began before it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Without an authorization.
    Free,
    /// With one, for which it is asked so.
    Ask(AuthorizationKind),
    /// With one, and it is too late to ask.
    TooLate,
    /// With one, and it gives none afterwards.
    Never,
}

/// How a plan pays for what began on a day, when it is told of it on another. `is_named`: it has named
/// whoever served to start before it decides.
pub(crate) fn way_of(
    policy: &AuthorizationPolicy,
    is_named: bool,
    (began_on, told_on): (NaiveDate, NaiveDate),
) -> Way {
    if !policy.is_required {
        return Way::Free;
    }
    let is_fresh = |days| (told_on - began_on).num_days() < i64::from(days);
    if is_named && policy.presumptive_days.is_some_and(is_fresh) {
        return Way::Ask(AuthorizationKind::Presumptive);
    }
    match policy.retrospective_days {
        None => Way::Never,
        Some(days) if (told_on - began_on).num_days() > i64::from(days) => Way::TooLate,
        Some(_) => Way::Ask(AuthorizationKind::Retrospective),
    }
}

/// A visit for which a plan is asked to pay.
pub(crate) struct VisitAsked {
    /// The plan.
    pub(crate) plan: OrganizationId,
    /// Its member.
    pub(crate) member: MemberId,
    /// Whether the member is restricted.
    pub(crate) is_restricted: bool,
    /// Who served, and asks.
    pub(crate) provider: OrganizationId,
    /// Which of its people.
    pub(crate) account: AccountId,
    /// The service.
    pub(crate) service: ServiceCode,
    /// Where.
    pub(crate) county: CountyFips,
    /// First day of the stay.
    pub(crate) from_on: NaiveDate,
    /// Last day.
    pub(crate) until_on: NaiveDate,
    /// The day of the provider's word, within the days that the policy gives.
    pub(crate) told_on: NaiveDate,
    /// First anchor of the clock.
    pub(crate) asked_at: DateTime<Utc>,
}

/// Asks the plan to pay for a visit, in the name of whoever served. `kind` is what [`way_of`] says.
pub(crate) async fn ask_in(
    tx: &Tx,
    asked: &VisitAsked,
    (policy, kind): (AuthorizationPolicy, AuthorizationKind),
) -> Result<AuthorizationId, StoreError> {
    let reference = Reference::embedded();
    let code = reference
        .service(asked.service)
        .billing_codes_on(asked.from_on)
        .next();
    let wish = Wish {
        procedure: code.map(|code| code.procedure.to_string()),
        units: Some(1),
        from_on: Some(asked.from_on),
        until_on: Some(asked.until_on),
        ..Wish::default()
    };
    let wish_for = WishFor {
        service: asked.service,
        kind,
        policy: &policy,
        // What is presumed began on the day of the visit; the rest is told of afterwards.
        today: if kind == AuthorizationKind::Presumptive {
            asked.from_on
        } else {
            asked.told_on
        },
    };
    let checked = check_wish(&wish, wish_for, reference)
        .map_err(|_| StoreError::Corrupt("a visit can be asked for".to_owned()))?;
    let subject = Subject {
        plan: asked.plan,
        member: Some(asked.member),
        referral: None,
        service: asked.service,
        county: Some(asked.county),
        provider: Some(asked.provider),
        is_restricted: asked.is_restricted,
    };
    let system = tx.acting_as_system("a visit asks for its provider, whoever says who it was");
    let id = AuthorizationId(tx.op().new_id());
    let mut of = fresh(&system, id, (&subject, kind), &policy, checked);
    of.asked.by = asked.provider;
    of.asked.account = Some(asked.account);
    of.asked.at = asked.asked_at;
    if kind == AuthorizationKind::Presumptive {
        of.granted = policy
            .presumptive_days
            .map(|days| presume::presumed(&of, days));
    }
    let new = New {
        of,
        details: Details::default(),
        policy,
        reference,
    };
    let of = write_in(&system, new).await?;
    if of.granted.is_some() {
        ledger::draw_in(&system, use_of(&of)).await?;
    }
    Ok(id)
}

/// A visit uses the unit that the plan grants for it.
pub(super) async fn draw_for_visit_in(tx: &Tx, of: &Authorization) -> Result<(), StoreError> {
    let system = tx.as_system("what a visit uses is used, whoever sees it");
    let visits: Vec<Visit> = system.sql(&statements::visits::OF, [of.id.into()]).await?;
    if visits.is_empty() || of.used_units > 0 {
        return Ok(());
    }
    ledger::draw_in(tx, use_of(of)).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Visit {
    #[expect(dead_code, reason = "that there is one is all that is asked")]
    id: Uuid,
}

/// The one unit of a visit, on the day on which it began.
fn use_of(of: &Authorization) -> Use {
    Use {
        authorization: of.id,
        assignment: None,
        on: of.asked.from_on,
        units: 1,
        cents: 0,
    }
}

/// The visit is no longer one that the plan may pay for: the unit is given back, and what waits for
/// its decision is taken back. What the plan has decided is the plan's.
pub(crate) async fn withdraw_in(
    tx: &Tx,
    id: AuthorizationId,
    reason: &'static str,
) -> Result<(), StoreError> {
    let system = tx.as_system("the request of a visit ends with it, whoever sees it");
    authorizations::authorization_lock(tx, id).await?;
    let found = authorizations::authorization_by_id(&system, id).await?;
    if let Some(of) = found.as_ref().filter(|of| of.used_units > 0) {
        ledger::return_in(tx, use_of(of)).await?;
    }
    // Read again: its ledger went on.
    match authorizations::authorization_by_id(&system, id).await? {
        Some(of) if of.status == AuthorizationStatus::Pending => {
            complete::withdraw_in(tx, of, reason).await
        }
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_the_plan_has_named_presumes_what_it_tells_in_time() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let mut policy = policy(true, Some(30));
        policy.presumptive_days = Some(3);
        let way = |is_named, told| way_of(&policy, is_named, (day(1), day(told)));
        let presume = Way::Ask(AuthorizationKind::Presumptive);
        let afterwards = Way::Ask(AuthorizationKind::Retrospective);
        assert_eq!(way(true, 1), presume);
        assert_eq!(way(true, 3), presume);
        assert_eq!(way(true, 4), afterwards);
        assert_eq!(way(false, 1), afterwards);
    }

    fn policy(is_required: bool, retrospective_days: Option<i32>) -> AuthorizationPolicy {
        AuthorizationPolicy {
            is_required,
            retrospective_days,
            ..AuthorizationPolicy::default()
        }
    }

    #[test]
    fn the_policy_says_whether_and_how_the_plan_is_asked() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let ask = Way::Ask(AuthorizationKind::Retrospective);
        let cases = [
            (false, None, 30, Way::Free),
            (false, Some(5), 30, Way::Free),
            (true, None, 1, Way::Never),
            (true, Some(5), 1, ask),
            (true, Some(5), 6, ask),
            (true, Some(5), 7, Way::TooLate),
        ];
        for (is_required, days, told, way) in cases {
            let found = way_of(&policy(is_required, days), false, (day(1), day(told)));
            assert_eq!(found, way, "{is_required} {days:?} {told}");
        }
    }
}
