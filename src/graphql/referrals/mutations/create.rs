use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::payload::referral_id;
use crate::graphql::directory::ServiceCode;
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::referrals::{
    Agreement, ConsentInput, Referral, Relationship, RestrictionReason, SourceKind,
    TransitionedFrom, Urgency,
};
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
    /// Say so if there is no phone.
    #[graphql(default = false)]
    has_no_phone: bool,
    /// Say so if there is no address.
    #[graphql(default = false)]
    has_no_address: bool,
    /// Number and street, if there is an address.
    street: Option<String>,
    /// City, if there is an address.
    city: Option<String>,
    /// Where somebody without phone or address is found.
    whereabouts: Option<String>,
    /// Who knows where the person is.
    go_between: Option<GoBetweenInput>,
    /// Language: its code, such as `es`.
    language: Option<String>,
}

/// Somebody who knows where a person is.
#[derive(InputObject)]
pub struct GoBetweenInput {
    /// What the person calls them.
    name: String,
    /// Phone, if there is one.
    phone: Option<String>,
}

/// Where a referral comes from.
#[derive(InputObject)]
pub struct ReferralSourceInput {
    /// What kind of source; left out: what your organization is. A plan enters a member's own call
    /// as `MEMBER`, and an ECM outreach list as `OUTREACH_LIST`.
    kind: Option<SourceKind>,
    /// How whoever refers stands to the person.
    relationship: Option<Relationship>,
    /// NPI of the source, if it has one.
    npi: Option<String>,
    /// Address of the source.
    address: Option<String>,
}

/// Whom to ask at the referrer.
#[derive(InputObject)]
pub struct ReferralContactInput {
    /// Name of a person or a desk.
    name: String,
    /// Phone or e-mail. Whoever has no account is told of assignment, decline and closure by
    /// e-mail; where this is none, somebody of the plan gets a task to tell them.
    reach: String,
    /// That they and the plan agreed on faxes: then that task is a fax, and without it a call. For a
    /// plan that enters a referral for somebody without an account.
    fax: Option<FaxAgreementInput>,
}

/// An agreement on faxes. Notices go by electronic means unless both sides agree otherwise, and a fax
/// is not electronic.
#[derive(InputObject)]
pub struct FaxAgreementInput {
    /// Where faxes go.
    number: String,
    /// The day on which it was agreed, not in the future.
    agreed_on: Date,
}

/// A person to refer. All mistakes are answered at once.
#[derive(InputObject)]
pub struct CreateReferralInput {
    /// To which plan: the id of a `Plan`.
    plan_id: ID,
    /// For what.
    service: ServiceCode,
    /// What else the same person needs: a referral of its own for each, all of them or none.
    #[graphql(default)]
    also_services: Vec<ServiceCode>,
    /// The earlier referral that this follows from, if it does.
    follows_from_id: Option<ID>,
    /// The provider that the member chose, if they did.
    chosen_provider_id: Option<ID>,
    /// The provider that is to find out at once whether it can serve the person, and to ask the
    /// plan; only where the plan's policy for the service is `PROVIDER_DIRECT`. It is also taken as
    /// the member's choice, unless another is given.
    named_provider_id: Option<ID>,
    /// Day by which the service is needed, for example of a discharge.
    needed_by: Option<Date>,
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
    /// Social needs: ICD-10-CM codes from Z55 to Z65, such as `Z59.01`.
    #[graphql(default)]
    social_needs: Vec<String>,
    /// Whom to ask at the referrer.
    contact: ReferralContactInput,
    /// Where it comes from.
    source: Option<ReferralSourceInput>,
    /// What the person gets already, in words.
    current_services: Option<String>,
    /// The programme that ended, from which the person comes, if they do: then the first reassessment
    /// of the service is due earlier, where the plan set so.
    transitioned_from: Option<TransitionedFrom>,
    /// Whether the person agrees to be referred. It refuses nothing.
    agrees: Option<Agreement>,
    /// You say that what you wrote is accurate and verified.
    #[graphql(default = false)]
    is_attested: bool,
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
    /// Faxes are agreed on with a plan that enters a referral for others, and not in the future.
    InvalidFax,
    /// Not a plan on this server.
    UnknownPlan,
    /// The service is not available today.
    ServiceNotAvailable,
    /// A service is named twice in one intake.
    ServiceTwice,
    /// The day by which it is needed is over.
    InvalidNeededBy,
    /// Not a code for a social need.
    UnknownSocialNeed,
    /// Not a National Provider Identifier.
    InvalidNpi,
    /// Not a language that the server knows.
    UnknownLanguage,
    /// Not a provider on this server.
    UnknownProvider,
    /// The plan routes this service itself: leave `namedProviderId` out.
    PlanRoutes,
    /// The named provider is not contracted for a service, or does not offer it there.
    NotContracted,
    /// What is restricted goes to the plan, which assigns it.
    RestrictedGoesToPlan,
    /// The referral that this is to follow from is not one that you know of with that plan.
    UnknownReferral,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of a referral.
#[derive(SimpleObject)]
pub struct CreateReferralPayload {
    /// The referral, that for `service`; null when it was refused.
    referral: Option<Referral>,
    /// All referrals of this intake, one for each service; empty when it was refused.
    referrals: Vec<Referral>,
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
        let (go_between_name, go_between_phone) = match input.person.go_between {
            Some(go_between) => (Some(go_between.name), go_between.phone),
            None => (None, None),
        };
        let source = input.source;
        let intake = referrals::NewIntake {
            source: source.as_ref().and_then(|one| one.kind).map(Into::into),
            relationship: source
                .as_ref()
                .and_then(|one| one.relationship)
                .map(Into::into),
            source_npi: source.as_ref().and_then(|one| one.npi.clone()),
            source_address: source.and_then(|one| one.address),
            agrees: input.agrees.map(Into::into),
            is_attested: input.is_attested,
            has_no_phone: input.person.has_no_phone,
            has_no_address: input.person.has_no_address,
            street: input.person.street,
            city: input.person.city,
            whereabouts: input.person.whereabouts,
            go_between_name,
            go_between_phone,
            language: input.person.language,
            current_services: input.current_services,
            transitioned_from: input.transitioned_from.map(Into::into),
        };
        let follows = input
            .follows_from_id
            .as_ref()
            .map(referral_id)
            .transpose()?;
        let provider = |id: &Option<ID>| {
            let key = id.as_ref().map(|id| NodeKind::Provider.parse(id));
            Ok::<_, ApiError>(key.transpose()?.map(OrganizationId))
        };
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
            fax: input.contact.fax.map(|fax| referrals::NewFax {
                number: fax.number,
                agreed_on: fax.agreed_on.0,
            }),
            restriction: input.restriction.map(RestrictionReason::into_restriction),
            consent: input.consent.map(ConsentInput::into_new),
            also: input.also_services.into_iter().map(Into::into).collect(),
            follows,
            needed_by: input.needed_by.map(|day| day.0),
            chosen_provider: provider(&input.chosen_provider_id)?,
            named_provider: provider(&input.named_provider_id)?,
            social_needs: input.social_needs,
            intake,
        };
        let service = &ctx.services()?.referrals;
        Ok(match service.create(op, &new, key).await.settle()? {
            Ok(id) => CreateReferralPayload {
                referral: service.by_id(op, id).await?.map(Referral::new),
                referrals: service
                    .of_one_intake(op, id)
                    .await?
                    .into_iter()
                    .map(Referral::new)
                    .collect(),
                user_errors: Vec::new(),
            },
            Err(refusals) => CreateReferralPayload {
                referral: None,
                referrals: Vec::new(),
                user_errors: refusals.into_iter().map(UserError::of).collect(),
            },
        })
    }
}
