//! A provider that the plan has named starts an urgent service at once: the authorization is there
//! with a short validity, and the reviewer's decision follows (S1 Q24).

use chrono::{Days, NaiveDate, TimeDelta};
use entity::types::{AuthorizationEntryKind, MemberId, OrganizationId, ReferralStatus};

use super::assigned::{assign_in, not_assignable};
use super::draw::draw_for_running_in;
use super::request::New;
use crate::authorizations::limits::Weight;
use crate::authorizations::{
    Authorization, Grant, RequestRefusal, ledger, person as standing, usage,
};
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::members::{self, person::Person, person::person_of};
use crate::policies::{authorization_store, may_presume};
use crate::reference::{CountyFips, ServiceCode};
use crate::referrals::error::ReferralError;
use crate::referrals::model::Assignment;
use crate::referrals::state::Next;
use crate::referrals::{Referrals, store};
use crate::refusal::{Refusal, Refusals};

type PresumeError = ReferralError<RequestRefusal>;

/// What the plan has not confirmed is not presumed again so soon: as long as a presumption lasts at most.
const AGAIN_AFTER: TimeDelta = TimeDelta::days(90);

/// The person of a presumption, with all records held: whoever grants holds them, and a presumption
/// is a grant.
pub(super) async fn hold_in(tx: &Tx, member: Option<MemberId>) -> Result<Person, PresumeError> {
    let Some(member) = member else {
        return Err(Failure::Refused(vec![Refusal::new(
            RequestRefusal::MemberUnconfirmed,
            "The plan has not said which member this is, and nobody starts on a presumption for \
             somebody unknown. Ask with the kind EXPEDITED.",
        )]));
    };
    let person = person_of(tx, member).await?;
    for record in person.all_ids() {
        members::store::member_lock(tx, record).await?;
    }
    Ok(person)
}

/// What is presumed: as asked, for as many days as the policy lets.
pub(super) fn presumed(of: &Authorization, days: i32) -> Grant {
    let days = Days::new(u64::try_from(days - 1).unwrap_or_default());
    let asked = of.asked.grant();
    let last = asked.from_on.checked_add_days(days);
    Grant {
        until_on: last.map_or(asked.until_on, |last| last.min(asked.until_on)),
        ..asked
    }
}

/// What stays of a presumption that the plan does not confirm: what was used, up to that day. What a
/// named provider gave until then is paid.
pub(super) fn stays(of: &Authorization, today: NaiveDate) -> Option<Grant> {
    let had = of.granted?;
    let is_counted = had.units.is_some() || had.cents.is_some();
    let is_used = of.used_units > 0 || of.used_cents > 0;
    (is_used || !is_counted).then_some(Grant {
        units: had.units.map(|_| of.used_units).filter(|used| *used > 0),
        cents: had.cents.map(|_| of.used_cents).filter(|used| *used > 0),
        from_on: had.from_on,
        until_on: had.until_on.min(today),
    })
}

/// Whether the plan lets that provider presume it. Before anything is said of the person: whom the plan
/// has not named learns nothing of whom it knows.
pub(super) async fn may_in(
    tx: &Tx,
    (plan, service, county): (OrganizationId, ServiceCode, Option<CountyFips>),
    provider: Option<OrganizationId>,
) -> Result<(), PresumeError> {
    let today = tx.op().today();
    let of = (plan, service, county);
    let policy = authorization_store::authorization_policy_on(tx, of, today).await?;
    if policy.presumptive_days.is_none() {
        return refused(
            RequestRefusal::WrongKind,
            "This plan lets nobody start this service before it decides. Ask with the kind \
             EXPEDITED.",
        );
    }
    let named = match provider {
        Some(provider) => may_presume(tx, (plan, provider, service), today).await?,
        None => false,
    };
    if named {
        return Ok(());
    }
    refused(
        RequestRefusal::NotPresumptive,
        "The plan has not named this provider to start the service before it decides. Ask with the \
         kind EXPEDITED.",
    )
}

fn refused(code: RequestRefusal, message: &'static str) -> Result<(), PresumeError> {
    Err(Failure::Refused(vec![Refusal::at(
        code,
        &["kind"],
        message,
    )]))
}

/// Whether this may be presumed: it was not before, and no limit of the service stands against it.
pub(super) async fn check_in(tx: &Tx, new: &New, person: &Person) -> Result<(), PresumeError> {
    let of = &new.of;
    let since = tx.now() - AGAIN_AFTER;
    let earlier = (of.plan, &person.ids()[..], of.service);
    if standing::was_presumed(tx, earlier, since).await? {
        return refused(
            RequestRefusal::AskedAlready,
            "This was presumed before: the plan has not decided yet, or has not confirmed it. Ask \
             with the kind EXPEDITED, and start once it is authorized.",
        );
    }
    let Some(grant) = of.granted else {
        return Ok(());
    };
    let found = usage::check_in(tx, (of, grant), person, None).await?;
    let refusals: Refusals<RequestRefusal> = found
        .findings
        .into_iter()
        .filter(|finding| finding.weight == Weight::Refuses)
        .map(|_| {
            // What the limit counted is the plan's to know.
            Refusal::at(
                RequestRefusal::LimitReached,
                &["kind"],
                "A limit of the service stands against it, and only a reviewer decides beyond \
                 that. Ask with the kind EXPEDITED.",
            )
        })
        .collect();
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(Failure::Refused(refusals))
    }
}

/// Where the loop goes that need not wait for the decision.
pub(super) fn without_waiting(next: Next) -> Next {
    if next.referral == ReferralStatus::AwaitingAuthorization {
        Next {
            referral: ReferralStatus::Ready,
            ..next
        }
    } else {
        next
    }
}

/// The ledger says what is presumed.
pub(super) async fn enter_in(tx: &Tx, of: &Authorization) -> Result<(), StoreError> {
    if of.granted.is_none() {
        return Ok(());
    }
    let kind = AuthorizationEntryKind::Granted;
    ledger::grant_in(tx, of.id, kind, ledger::change(None, of.granted)).await
}

/// The ledger says that a presumption has ended, where there was one.
pub(super) async fn end_in(
    tx: &Tx,
    of: &Authorization,
    had: Option<Grant>,
) -> Result<(), StoreError> {
    if had.is_none() {
        return Ok(());
    }
    let kind = AuthorizationEntryKind::Terminated;
    ledger::grant_in(tx, of.id, kind, ledger::change(had, of.granted)).await
}

impl Referrals {
    /// The service starts on it: who is to serve gets the referral now, and what runs unpaid draws on
    /// it.
    pub(super) async fn presumed_in(
        &self,
        tx: &Tx,
        of: &Authorization,
        live: Option<&Assignment>,
    ) -> Result<(), PresumeError> {
        let (Some(referral), Some(provider)) = (of.referral, of.provider) else {
            return Ok(());
        };
        if let Some(live) = live {
            let system = tx.as_system("who asked need not see what runs");
            let referral = store::referral_by_id(&system, referral).await?;
            let referral = referral.ok_or(Failure::NotFound)?;
            return Ok(draw_for_running_in(tx, &referral, live).await?);
        }
        // The plan's standing yes is the assignment, so the provider hears of it as of any other.
        Box::pin(assign_in(self, tx, (referral, provider), Some(of.plan)))
            .await
            .map_err(|failure| {
                not_assignable(
                    failure,
                    RequestRefusal::NotAssignable,
                    "It cannot start at once",
                    "Ask with the kind EXPEDITED.",
                )
            })
    }
}

#[cfg(test)]
mod tests;
