//! The consent behind a referral that is restricted under 42 CFR Part 2: its scope, its date, its
//! revocation (42 CFR 2.31). Without one in force nothing is disclosed to a provider.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::consent;
use entity::types::{ConsentId, ReferralId, Restriction};
use sea_orm::{ColumnTrait, IntoActiveModel, Order};

use super::act::locked_in;
use super::error::{RecordConsentRefusal, ReferralError, RevokeConsentRefusal};
use super::input::NewConsent;
use super::model::{Consent, Referral};
use super::{Referrals, rules, store};
use crate::access::Action;
use crate::audit::Act;
use crate::db::{Reader, Tx};
use crate::error::{Failure, StoreError};
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::op::OpCtx;
use crate::refusal::Refusal;

impl Referrals {
    /// Writes down the consent that a person gave.
    pub async fn record_consent(
        &self,
        op: &OpCtx,
        id: ReferralId,
        new: &NewConsent,
        key: Option<&IdempotencyKey>,
    ) -> Result<ReferralId, ReferralError<RecordConsentRefusal>> {
        let today = op.today();
        self.db
            .act(op, Act::on("recordConsent", id), |tx| async move {
                let (scope, given_on) =
                    rules::check_consent(new, today).map_err(Failure::Refused)?;
                let reused = RecordConsentRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_some() {
                    return Ok(id);
                }
                let before = part_2_in(&tx, id, RecordConsentRefusal::NotPart2).await?;
                if in_force(&tx, id).await?.is_some() {
                    return Err(refused(
                        RecordConsentRefusal::InForce,
                        &[],
                        "A consent is in force already; revoke it first if another replaces it.",
                    ));
                }
                give_in(&tx, id, scope, given_on).await?;
                let mut after = before.clone();
                after.consent_revoked_at = None;
                store::referral_apply(&tx, &before, &after).await?;
                Ok(id)
            })
            .await
    }

    /// Writes down that the person took the consent back: from now on the provider learns no more
    /// of what the referral is about.
    pub async fn revoke_consent(
        &self,
        op: &OpCtx,
        id: ReferralId,
        revoked_on: NaiveDate,
        key: Option<&IdempotencyKey>,
    ) -> Result<ReferralId, ReferralError<RevokeConsentRefusal>> {
        let today = op.today();
        self.db
            .act(op, Act::on("revokeConsent", id), |tx| async move {
                let reused = RevokeConsentRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_some() {
                    return Ok(id);
                }
                let before = part_2_in(&tx, id, RevokeConsentRefusal::NotPart2).await?;
                let Some(consent) = in_force(&tx, id).await? else {
                    return Err(refused(
                        RevokeConsentRefusal::NotInForce,
                        &[],
                        "No consent is in force, so there is none to revoke.",
                    ));
                };
                if revoked_on > today || revoked_on < consent.given_on {
                    return Err(refused(
                        RevokeConsentRefusal::InvalidDate,
                        &["revokedOn"],
                        "A revocation lies between the consent and today; check the date.",
                    ));
                }
                let by = tx.actor().as_person().ok_or(Failure::Denied)?.account;
                tx.update_where::<consent::Entity>()
                    .filter(consent::Column::Id.eq(consent.id))
                    .set(consent::Column::RevokedOn, revoked_on)
                    .set(consent::Column::RevokedAt, tx.now())
                    .set(consent::Column::RevokedBy, by)
                    .run()
                    .await?;
                let mut after = before.clone();
                after.consent_revoked_at = Some(tx.now());
                store::referral_apply(&tx, &before, &after).await?;
                Ok(id)
            })
            .await
    }

    /// The latest consent of each referral that the actor may see.
    pub async fn consents_of(
        &self,
        op: &OpCtx,
        referrals: impl IntoIterator<Item = ReferralId>,
    ) -> Result<HashMap<ReferralId, Consent>, StoreError> {
        let rows = self
            .db
            .read(op)
            .select::<consent::Entity>()
            .filter(consent::Column::ReferralId.is_in(referrals))
            .order_by(consent::Column::RecordedAt, Order::Asc)
            .order_by(consent::Column::Id, Order::Asc)
            .all()
            .await?;
        // The later of two with one key stays.
        Ok(rows
            .into_iter()
            .map(|row| (row.referral_id, from_row(row)))
            .collect())
    }
}

/// The referral behind its lock, if it is one that needs a consent.
async fn part_2_in<C>(
    tx: &Tx,
    id: ReferralId,
    not_part_2: C,
) -> Result<Referral, ReferralError<C>> {
    let (referral, _) = locked_in(tx, id, Action::ConsentRecord).await?;
    if referral.restriction == Some(Restriction::Part2) {
        Ok(referral)
    } else {
        Err(refused(
            not_part_2,
            &["referralId"],
            "This referral is not restricted under 42 CFR Part 2; restrict it first if it holds \
             such records.",
        ))
    }
}

/// The consent in force.
pub(super) async fn in_force(
    reader: &Reader,
    referral: ReferralId,
) -> Result<Option<Consent>, StoreError> {
    let row = reader
        .select::<consent::Entity>()
        .filter(consent::Column::ReferralId.eq(referral))
        .filter(consent::Column::RevokedAt.is_null())
        .one()
        .await?;
    Ok(row.map(from_row))
}

/// Writes a consent down.
pub(super) async fn give_in(
    tx: &Tx,
    referral: ReferralId,
    scope: String,
    given_on: NaiveDate,
) -> Result<(), StoreError> {
    let by = tx
        .actor()
        .as_person()
        .ok_or_else(|| StoreError::Corrupt("a consent that nobody wrote down".to_owned()))?;
    let row = consent::Model {
        id: ConsentId(tx.op().new_id()),
        referral_id: referral,
        scope,
        given_on,
        recorded_at: tx.now(),
        recorded_by: by.account,
        revoked_on: None,
        revoked_at: None,
        revoked_by: None,
    };
    tx.insert(row.into_active_model()).await
}

fn from_row(row: consent::Model) -> Consent {
    Consent {
        id: row.id,
        referral: row.referral_id,
        scope: row.scope,
        given_on: row.given_on,
        recorded_at: row.recorded_at,
        revoked_on: row.revoked_on,
    }
}

fn refused<C>(code: C, path: &'static [&'static str], message: &'static str) -> ReferralError<C> {
    Failure::Refused(vec![Refusal::at(code, path, message)])
}
