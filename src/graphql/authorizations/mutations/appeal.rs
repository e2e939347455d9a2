use async_graphql::{Context, ID, InputObject, Object};

use super::inputs::LimitExceptionInput;
use super::payload::{ActPayload, act_error_codes, authorization_id};
use crate::authorizations;
use crate::graphql::authorizations::codes::{AppealBy, AppealChannel, AppealKind, AppealRuling};
use crate::graphql::referrals::step;
use crate::graphql::scalars::{Date, DateTime, Money};
use crate::graphql::{ApiError, ContextExt};

/// An appeal against the last notice of action of an authorization, or a grievance.
#[derive(InputObject)]
pub struct FileAppealInput {
    /// About which authorization, by its global id.
    authorization_id: ID,
    /// What it is.
    kind: AppealKind,
    /// Who files it.
    filed_by: AppealBy,
    /// Name of whoever speaks for the member, where a `REPRESENTATIVE` files; at most 200 letters.
    representative: Option<String>,
    /// Day of the member's written consent, where a `PROVIDER` files.
    consented_on: Option<Date>,
    /// How it came.
    channel: AppealChannel,
    /// What it says, at most 2000 letters.
    words: String,
    /// It cannot wait: it is decided within hours.
    is_expedited: Option<bool>,
    /// When it came, where it is entered later; now if left out.
    filed_at: Option<DateTime>,
    /// Version of the authorization that you have seen; another one refuses.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// An appeal or a grievance that has come.
#[derive(InputObject)]
pub struct AcknowledgeAppealInput {
    /// About which authorization, by its global id.
    authorization_id: ID,
    /// Its number, as `Appeal.number`.
    number: i32,
    /// Version of the authorization that you have seen; another one refuses.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// A decision of an appeal or a grievance.
#[derive(InputObject)]
pub struct DecideAppealInput {
    /// About which authorization, by its global id.
    authorization_id: ID,
    /// Its number, as `Appeal.number`.
    number: i32,
    /// What is decided.
    ruling: AppealRuling,
    /// Why, at most 2000 letters: the member reads it.
    answer: String,
    /// Units that are granted, where not all was granted that was asked; as asked if left out.
    units: Option<i32>,
    /// Amount that is granted, likewise.
    amount: Option<Money>,
    /// First day, likewise.
    from_on: Option<Date>,
    /// Last day, likewise.
    until_on: Option<Date>,
    /// The exception by which it goes beyond a limit of the service, where one is reached.
    exception: Option<LimitExceptionInput>,
    /// Version of the authorization that you have seen; another one refuses.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// An appeal or a grievance that is taken back.
#[derive(InputObject)]
pub struct WithdrawAppealInput {
    /// About which authorization, by its global id.
    authorization_id: ID,
    /// Its number, as `Appeal.number`.
    number: i32,
    /// Why, at most 2000 letters.
    reason: String,
    /// Version of the authorization that you have seen; another one refuses.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why nothing was filed.
    FileAppealErrorCode = "authorizations::FileAppealRefusal" {
        /// A provider files as `PROVIDER`, a plan enters what the member or a representative says.
        WrongFiler,
        /// The name of whoever speaks for the member is missing, or given where nobody does.
        RepresentativeNeeded,
        /// The day of the member's written consent is missing, lies ahead, or is given where none is
        /// needed.
        ConsentNeeded,
        /// The instant lies ahead, or before the notice.
        InvalidTime,
        /// No notice of action holds that an appeal could be against.
        NothingToAppeal,
        /// The days for an appeal are over; the message says what can be done.
        TooLate,
        /// An appeal is open, or one against the same notice was decided.
        AppealedAlready,
    }
}

act_error_codes! {
    /// Why nothing was confirmed.
    AcknowledgeAppealErrorCode = "authorizations::AcknowledgeAppealRefusal" {
        /// It was confirmed before, or has ended.
        NotOpen,
    }
}

act_error_codes! {
    /// Why an appeal or a grievance was not decided.
    DecideAppealErrorCode = "authorizations::DecideAppealRefusal" {
        /// It has ended.
        NotOpen,
        /// Whoever asked, or decided before, does not decide what is filed against it.
        DecidedBefore,
        /// The reviewer is not marked competent to uphold.
        NotCompetent,
        /// Figures are outside of what they may be, or given where nothing is granted.
        OutOfRange,
        /// The last day lies before the first.
        DatesReversed,
        /// A limit of the service would be exceeded, and no complete exception says why it may.
        LimitReached,
        /// The grant is the assignment to the provider that asked, and that cannot be made now.
        NotAssignable,
    }
}

act_error_codes! {
    /// Why an appeal or a grievance was not taken back.
    WithdrawAppealErrorCode = "authorizations::WithdrawAppealRefusal" {
        /// It has ended.
        NotOpen,
    }
}

#[derive(Default)]
pub struct AppealActs;

#[Object]
impl AppealActs {
    /// File an appeal against the last notice of action of an authorization, or a grievance. For the
    /// plan, which enters what the member or a representative says or writes, and for a provider
    /// with the member's written consent. What is reduced or ends goes on as it was until the
    /// decision, where the appeal came before that day.
    async fn file_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is filed.")] input: FileAppealInput,
    ) -> Result<ActPayload<FileAppealErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = authorization_id(&input.authorization_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "fileAppeal", version, key, &input)?;
        let file = authorizations::FileAppeal {
            authorization: id,
            kind: input.kind.into(),
            filed_by: input.filed_by.into(),
            representative: input.representative,
            consented_on: input.consented_on.map(|day| day.0),
            channel: input.channel.into(),
            words: input.words,
            is_expedited: input.is_expedited.unwrap_or_default(),
            filed_at: input.filed_at.map(|at| at.0),
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.file_appeal(op, &file, &step).await;
        ActPayload::from_outcome(Some(id), outcome)
    }

    /// Confirm to whoever filed it that an appeal or a grievance has come. For the plan's
    /// coordinators and reviewers.
    async fn acknowledge_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: AcknowledgeAppealInput,
    ) -> Result<ActPayload<AcknowledgeAppealErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = authorization_id(&input.authorization_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "acknowledgeAppeal", version, key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals
            .acknowledge_appeal(op, (id, input.number), &step)
            .await;
        ActPayload::from_outcome(Some(id), outcome)
    }

    /// Decide an appeal or a grievance. For a reviewer of the plan who neither asked for what it is
    /// about nor decided on it. Where an appeal against a denial is overturned, the service is granted
    /// and its referral moves on as with an approval; a grievance changes nothing that was granted.
    async fn decide_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what is decided.")] input: DecideAppealInput,
    ) -> Result<ActPayload<DecideAppealErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = authorization_id(&input.authorization_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "decideAppeal", version, key, &input)?;
        let decide = authorizations::DecideAppeal {
            authorization: id,
            number: input.number,
            ruling: input.ruling.into(),
            grant: authorizations::GrantWish {
                units: input.units,
                cents: input.amount.map(|amount| amount.0),
                from_on: input.from_on.map(|day| day.0),
                until_on: input.until_on.map(|day| day.0),
            },
            exception: input.exception.map(Into::into),
            answer: input.answer,
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.decide_appeal(op, &decide, &step).await;
        ActPayload::from_outcome(Some(id), outcome)
    }

    /// Take back an appeal or a grievance. For the plan, when the member says so, and for the
    /// provider that filed it. What went on because of it falls back to what the plan had decided.
    async fn withdraw_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and why.")] input: WithdrawAppealInput,
    ) -> Result<ActPayload<WithdrawAppealErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = authorization_id(&input.authorization_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "withdrawAppeal", version, key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals
            .withdraw_appeal(op, (id, input.number, &input.reason), &step)
            .await;
        ActPayload::from_outcome(Some(id), outcome)
    }
}
