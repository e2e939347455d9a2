use async_graphql::{Context, ID, InputObject, Object};

use super::inputs::{AttachmentInput, CriterionAnswerInput, answers, attachments};
use super::payload::{ActPayload, act_error_codes, authorization_id};
use crate::authorizations;
use crate::graphql::authorizations::codes::AuthorizationKind;
use crate::graphql::directory::ServiceCode;
use crate::graphql::referrals::step;
use crate::graphql::scalars::{Date, Money};
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::members::MemberId;
use crate::organizations::OrganizationId;
use crate::referrals::ReferralId;

/// What the plan is asked to pay for. What is left out is as the plan usually grants it
/// (`authorizationPolicy`).
#[derive(InputObject)]
pub struct RequestAuthorizationInput {
    /// For this referral; or leave it out and name the member.
    referral_id: Option<ID>,
    /// For this member, where there is no referral.
    member_id: Option<ID>,
    /// For which service, where no referral says it.
    service: Option<ServiceCode>,
    /// Who is to serve, where the plan asks and nobody has the referral.
    provider_id: Option<ID>,
    /// When, beside the service, the plan is asked.
    kind: AuthorizationKind,
    /// HCPCS code with its modifiers, such as `S5165 U6`: other modifiers mean another service.
    procedure_code: Option<String>,
    /// Units of that code.
    units: Option<i32>,
    /// Amount, where the code reports money.
    amount: Option<Money>,
    /// First day; today if left out.
    from_on: Option<Date>,
    /// Last day.
    until_on: Option<Date>,
    /// ICD-10-CM codes, at most five, the leading one first.
    diagnoses: Option<Vec<String>>,
    /// The criteria of the service, answered one by one. The plan's business days begin once none is
    /// open that could still decide.
    criteria: Option<Vec<CriterionAnswerInput>>,
    /// Documents, at most 20.
    attachments: Option<Vec<AttachmentInput>>,
    /// What you add, at most 2000 letters.
    comment: Option<String>,
    /// The authorization that it goes on from.
    renews_id: Option<ID>,
    /// Version of the referral that you have seen; another one refuses.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why the plan was not asked.
    RequestAuthorizationErrorCode = "authorizations::RequestRefusal" {
        /// Neither a referral nor a member is named, or both.
        OneOf,
        /// You know of no such member.
        UnknownMember,
        /// There is no such provider.
        UnknownProvider,
        /// The one that it is to go on from is not known, or is for something else.
        UnknownAuthorization,
        /// One of yours is pending already: for this referral, or for this member, of the same kind and
        /// service and for some of the same days. The message names it.
        AskedAlready,
        /// The kind does not fit the days: afterwards and before, or too late.
        WrongKind,
        /// The last day lies before the first.
        DatesReversed,
        /// Days, units or amount are outside of what they may be.
        OutOfRange,
        /// The billing code cannot be read, or its modifiers are missing.
        InvalidCode,
        /// The billing code means another service, or is not used on that day.
        WrongCode,
        /// The code counts units, or reports money, and you gave the other.
        WrongUnit,
        /// A criterion is none of the service's, or answered twice.
        UnknownCriterion,
        /// A diagnosis cannot be read, or there are more than five.
        InvalidDiagnosis,
        /// There are too many documents.
        TooMany,
        /// The plan has not said which member it is, and nothing is presumed for somebody unknown.
        MemberUnconfirmed,
        /// The plan has not named the provider to start before it decides.
        NotPresumptive,
        /// A limit of the service stands against starting before a reviewer decides.
        LimitReached,
        /// The referral cannot be assigned at once: the message says why.
        NotAssignable,
    }
}

#[derive(Default)]
pub struct RequestAuthorization;

#[Object]
impl RequestAuthorization {
    /// Ask the plan to authorize a service. For the provider that has the referral, was named for it
    /// or made it, and for the plan. On the provider-direct route the plan's approval is the
    /// assignment, and the outreach duty begins with it. A provider that the plan has named for
    /// the service (`mayPresume`) asks with the kind `PRESUMPTIVE` and has the referral at once; the
    /// reviewer's decision follows.
    async fn request_authorization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For whom, what, and why.")] input: RequestAuthorizationInput,
    ) -> Result<ActPayload<RequestAuthorizationErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "requestAuthorization", version, key, &input)?;
        let parse = |kind: NodeKind, id: Option<&ID>| id.map(|id| kind.parse(id)).transpose();
        let request = authorizations::RequestAuthorization {
            referral: parse(NodeKind::Referral, input.referral_id.as_ref())?.map(ReferralId),
            member: parse(NodeKind::Member, input.member_id.as_ref())?.map(MemberId),
            service: input.service.map(Into::into),
            provider: parse(NodeKind::Provider, input.provider_id.as_ref())?.map(OrganizationId),
            kind: input.kind.into(),
            wish: authorizations::Wish {
                procedure: input.procedure_code,
                units: input.units,
                cents: input.amount.map(|amount| amount.0),
                from_on: input.from_on.map(|day| day.0),
                until_on: input.until_on.map(|day| day.0),
                diagnoses: input.diagnoses.unwrap_or_default(),
                answers: answers(input.criteria),
                attachments: attachments(input.attachments),
                comment: input.comment,
            },
            renews: input.renews_id.as_ref().map(authorization_id).transpose()?,
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.request_authorization(op, &request, &step).await;
        ActPayload::from_outcome(None, outcome)
    }
}
