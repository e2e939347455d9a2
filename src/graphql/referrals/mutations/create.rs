use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use crate::graphql::directory::ServiceCode;
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::referrals::{ConsentInput, Referral, RestrictionReason, Urgency};
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle, UserError};
use crate::organizations::OrganizationId;
use crate::referrals;

/// The person as the referrer knows them: a name, and a birth date or CIN.
#[derive(InputObject)]
pub struct ReferralPersonInput {
    /// Given name.
    first_name: String,
    /// Family name.
    last_name: String,
    /// Birth date, if known.
    birth_on: Option<Date>,
    /// Client index number, if known: 9 characters, or the 14 of a benefits card.
    cin: Option<String>,
    /// Phone; leave out if there is none.
    phone: Option<String>,
}

/// Whom to ask at the referrer.
#[derive(InputObject)]
pub struct ReferralContactInput {
    /// Name of a person or a desk.
    name: String,
    /// Phone or e-mail.
    reach: String,
}

/// A person to refer. All mistakes are answered at once.
#[derive(InputObject)]
pub struct CreateReferralInput {
    /// To which plan: the id of a `Plan`.
    plan_id: ID,
    /// For what.
    service: ServiceCode,
    /// How soon.
    #[graphql(default_with = "Urgency::Routine")]
    urgency: Urgency,
    /// Who needs it.
    person: ReferralPersonInput,
    /// County where the service is needed: its code, five digits.
    county: Option<String>,
    /// ZIP code where the service is needed.
    zip: Option<String>,
    /// What is needed, in words.
    needs: Option<String>,
    /// Whom to ask at the referrer.
    contact: ReferralContactInput,
    /// Set it if it would harm the person that others learn what this is about: then only the
    /// assigned provider and those whom the plan named see service, needs and person. You still
    /// hear how it ends.
    restriction: Option<RestrictionReason>,
    /// The person's consent: required with the restriction `PART_2`, and only then.
    consent: Option<ConsentInput>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a referral was not made.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::CreateRefusal")]
pub enum CreateReferralErrorCode {
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// Neither a birth date nor a CIN says who it is.
    BirthDateOrCinRequired,
    /// The birth date is in the future or before 1890.
    InvalidBirthDate,
    /// Not a client index number.
    InvalidCin,
    /// Not a phone number.
    InvalidPhone,
    /// Not a county of California.
    UnknownCounty,
    /// Not a ZIP code of California.
    UnknownZip,
    /// Records under 42 CFR Part 2 come with the person's consent.
    ConsentRequired,
    /// The consent was given in the future, or is not asked for.
    InvalidConsent,
    /// Not a plan on this server.
    UnknownPlan,
    /// The service is not available today.
    ServiceNotAvailable,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of a referral.
#[derive(SimpleObject)]
pub struct CreateReferralPayload {
    /// The referral; null when it was refused.
    referral: Option<Referral>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError<CreateReferralErrorCode>>,
}

#[derive(Default)]
pub struct CreateReferral;

#[Object]
impl CreateReferral {
    /// Refer a person to a plan. Name them as you know them: the plan finds out which member it
    /// is, and you hear how it ends, not what else is known of them.
    async fn create_referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who needs what.")] input: CreateReferralInput,
    ) -> Result<CreateReferralPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = idempotency_key(
            ctx,
            "createReferral",
            input.idempotency_key.as_ref(),
            &input,
        )?;
        let new = referrals::NewReferral {
            plan: OrganizationId(NodeKind::Plan.parse(&input.plan_id)?),
            service: input.service.into(),
            urgency: input.urgency.into(),
            first_name: input.person.first_name,
            last_name: input.person.last_name,
            birth_on: input.person.birth_on.map(|day| day.0),
            cin: input.person.cin,
            phone: input.person.phone,
            county: input.county,
            zip: input.zip,
            needs: input.needs,
            contact_name: input.contact.name,
            contact_reach: input.contact.reach,
            restriction: input.restriction.map(RestrictionReason::into_restriction),
            consent: input.consent.map(ConsentInput::into_new),
        };
        let service = &ctx.services()?.referrals;
        Ok(match service.create(op, &new, key).await.settle()? {
            Ok(id) => CreateReferralPayload {
                referral: service.by_id(op, id).await?.map(Referral::new),
                user_errors: Vec::new(),
            },
            Err(refusals) => CreateReferralPayload {
                referral: None,
                user_errors: refusals.into_iter().map(UserError::of).collect(),
            },
        })
    }
}
