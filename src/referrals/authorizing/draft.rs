//! A start that nothing paid for is asked for afterwards: the request, filled in with what is known.

use std::borrow::Cow;

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::types::AuthorizationKind;

use super::policy_in;
use crate::access::{Action, authorize};
use crate::authorizations::rules::{WishFor, check_wish};
use crate::authorizations::{Grant, RequestAuthorization, Wish, store as authorizations};
use crate::clock::day_of;
use crate::db::Reader;
use crate::error::StoreError;
use crate::op::OpCtx;
use crate::reference::{Reference, ServiceCode};
use crate::referrals::error::StartServiceRefusal;
use crate::referrals::model::{Assignment, Referral};
use crate::referrals::sight::InHands;
use crate::referrals::{Referrals, store};
use crate::refusal::Refusal;

/// What asking with nothing but the referral would ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthorizationDraft {
    /// For which service.
    pub service: ServiceCode,
    /// Units and days, as the plan usually grants them, from the start on.
    pub wish: Grant,
    /// Last day on which the plan takes it.
    pub ask_by: NaiveDate,
}

impl Referrals {
    /// The request that would make a start payable that is not; `None` where it is paid, was asked
    /// for, may not be asked for any more, or not by the actor.
    pub async fn authorization_draft(
        &self,
        op: &OpCtx,
        live: &Assignment,
    ) -> Result<Option<AuthorizationDraft>, StoreError> {
        let Some(started_at) = live.service_started_at.filter(|_| live.is_unpayable) else {
            return Ok(None);
        };
        let reader = self.db.read(op);
        let actor = reader.actor();
        if !actor.belongs_to(live.provider) && !actor.works_for_plan(live.plan) {
            return Ok(None);
        }
        let Some(referral) = store::referral_by_id(&reader, live.referral).await? else {
            return Ok(None);
        };
        let hands = InHands {
            referral: &referral,
            live: Some(live),
        };
        if authorize(actor, Action::AuthorizationRequest, &hands).is_err()
            || authorizations::pending_of(&reader, referral.id)
                .await?
                .is_some()
        {
            return Ok(None);
        }
        draft_in(&reader, self.reference, (&referral, day_of(started_at))).await
    }
}

async fn draft_in(
    reader: &Reader,
    reference: &Reference,
    (referral, started_on): (&Referral, NaiveDate),
) -> Result<Option<AuthorizationDraft>, StoreError> {
    let policy = policy_in(reader, referral).await?;
    let days = policy
        .retrospective_days
        .map(i64::from)
        .map(i64::unsigned_abs);
    let Some(ask_by) = days.and_then(|days| started_on.checked_add_days(Days::new(days))) else {
        return Ok(None);
    };
    let wish = Wish {
        from_on: Some(started_on),
        ..Wish::default()
    };
    let of = WishFor {
        service: referral.service,
        kind: AuthorizationKind::Retrospective,
        policy: &policy,
        today: reader.op().today(),
    };
    // What is refused is refused when it is asked for, with the words for it.
    let checked = check_wish(&wish, of, reference).ok();
    Ok(checked.map(|checked| AuthorizationDraft {
        service: referral.service,
        wish: Grant {
            units: checked.units,
            cents: checked.cents,
            from_on: checked.from_on,
            until_on: checked.until_on,
        },
        ask_by,
    }))
}

/// What is asked afterwards is asked from the start on, unless it says from when.
pub(super) fn from_start<'a>(
    request: &'a RequestAuthorization,
    live: Option<&Assignment>,
) -> Cow<'a, RequestAuthorization> {
    let started_at = live.and_then(|live| live.service_started_at);
    match started_at {
        Some(at)
            if request.kind == AuthorizationKind::Retrospective
                && request.wish.from_on.is_none() =>
        {
            let mut request = request.clone();
            request.wish.from_on = Some(day_of(at));
            Cow::Owned(request)
        }
        _ => Cow::Borrowed(request),
    }
}

/// What a start of a later day lacks: nobody plans one that the plan would not pay for (domain notes,
/// section 11).
pub(in crate::referrals) async fn lacking_in(
    reader: &Reader,
    (referral, live): (&Referral, &Assignment),
    started_at: DateTime<Utc>,
) -> Result<Option<Refusal<StartServiceRefusal>>, StoreError> {
    let policy = policy_in(reader, referral).await?;
    if policy.from_on.is_none() || !policy.is_required {
        return Ok(None);
    }
    let on = day_of(started_at);
    let records: Vec<_> = [Some(live.member), referral.member]
        .into_iter()
        .flatten()
        .collect();
    let of = (referral.plan, &records[..], referral.service);
    if !authorizations::covering(reader, of, on).await?.is_empty() {
        return Ok(None);
    }
    Ok(Some(Refusal::at(
        StartServiceRefusal::NotAuthorized,
        &["startedAt"],
        format!(
            "The plan pays for this service only once it is authorized, and nothing that covers \
             {on} has a unit left. Ask for it first (requestAuthorization)."
        ),
    )))
}
