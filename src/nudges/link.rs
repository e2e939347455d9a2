//! Links for whoever referred and has no account: each e-mail has one of its own, which shows where
//! the referral stands, and nothing about the person.
//!
//! The token is in the e-mail alone; the table keeps its hash. It is made when the e-mail is sent, so
//! that nothing that waits to be sent can be used.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use entity::types::{
    NudgeChannel, NudgeId, NudgeState, OrganizationId, ReferralId, ReferralLinkId,
};
use entity::{nudge, referral, referral_link};
use sea_orm::{ColumnTrait, IntoActiveModel};
use secrecy::{ExposeSecret, SecretString};

use super::mail::is_mailbox;
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;

/// Too many to guess, so neither salt nor work is needed to keep their hashes.
const TOKEN_BYTES: usize = 32;
/// Length as text: others are refused unread.
const TEXT_BYTES: usize = (TOKEN_BYTES * 8).div_ceil(6);
/// How long a link works: longer than a referral usually takes from one step to the next.
const LIFETIME: TimeDelta = TimeDelta::days(30);

/// Writes the message that tells of an event; it is sent later, outside of this transaction, and
/// there is one for each event.
pub(crate) async fn queue_news_in(
    tx: &Tx,
    (referral, event_seq): (ReferralId, i32),
    plan: OrganizationId,
) -> Result<(), StoreError> {
    let row = nudge::Model {
        id: NudgeId(tx.op().new_id()),
        assignment_id: None,
        referral_id: Some(referral),
        event_seq: Some(event_seq),
        organization_id: plan,
        channel: NudgeChannel::Email,
        state: NudgeState::Pending,
        tries: 0,
        queued_at: tx.now(),
        next_try_at: tx.now(),
        ended_at: None,
        fault: None,
    };
    tx.insert_if_absent(row.into_active_model()).await?;
    Ok(())
}

/// Where whoever referred is reached by e-mail; `None` where they are not any more.
pub(super) async fn reach(
    reader: &Reader,
    referral: ReferralId,
) -> Result<Option<String>, StoreError> {
    let row = reader
        .select::<referral::Entity>()
        .filter(referral::Column::Id.eq(referral))
        .one()
        .await?;
    Ok(row
        .map(|row| row.contact_reach)
        .filter(|reach| is_mailbox(reach)))
}

/// Makes a link of a referral; gives its token, this once.
pub(super) async fn make_in(tx: &Tx, referral: ReferralId) -> Result<SecretString, StoreError> {
    let mut bytes = [0; TOKEN_BYTES];
    tx.op().entropy().fill(&mut bytes);
    let token = SecretString::from(URL_SAFE_NO_PAD.encode(bytes));
    let row = referral_link::Model {
        id: ReferralLinkId(tx.op().new_id()),
        referral_id: referral,
        token_hash: hash(&token),
        made_at: tx.now(),
        expires_at: tx.now() + LIFETIME,
        revoked_at: None,
        revoked_by: None,
    };
    tx.insert(row.into_active_model()).await?;
    Ok(token)
}

/// The referral that a link shows; `None` for one that is unknown, too old or taken back.
pub(crate) async fn referral_of(
    reader: &Reader,
    token: &SecretString,
) -> Result<Option<ReferralId>, StoreError> {
    if token.expose_secret().len() != TEXT_BYTES {
        return Ok(None);
    }
    let row = reader
        .as_system("whoever has the link is shown what it shows")
        .select::<referral_link::Entity>()
        .filter(referral_link::Column::TokenHash.eq(hash(token)))
        .filter(referral_link::Column::RevokedAt.is_null())
        .filter(referral_link::Column::ExpiresAt.gt(reader.now()))
        .one()
        .await?;
    Ok(row.map(|row| row.referral_id))
}

/// Takes back the links of a referral; gives how many showed something.
pub(crate) async fn revoke_in(tx: &Tx, referral: ReferralId) -> Result<u64, StoreError> {
    let by = tx.actor().as_person().map(|person| person.account);
    let values = [referral.into(), tx.now().into(), by.into()];
    tx.change(&statements::nudges::REVOKE_LINKS, values).await
}

fn hash(token: &SecretString) -> Vec<u8> {
    digest::digest(&digest::SHA256, token.expose_secret().as_bytes())
        .as_ref()
        .to_vec()
}
