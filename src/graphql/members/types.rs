use async_graphql::{Context, ID, InputValueError, InputValueResult, Object, Scalar, ScalarType};
use async_graphql::{SimpleObject, Value};

use super::codes::AlternativeFormat;
use super::loaders::{
    ApartKey, ContactsKey, EnrolmentsKey, FormerAddressesKey, HouseholdKey, LeadsKey,
    LifeEventsKey, MergedKey, PhonesKey, PopulationsKey, ProgramsKey,
};
use super::record::{
    Enrolment, FormerAddress, HouseholdMember, KeptApart, LeadCareManager, LifeEvent,
    MemberContact, MemberPhone, MemberPopulation, MemberProgram, MergedRecord,
};
use super::safe_contact::SafeContact;
use crate::access::{Action, authorize};
use crate::graphql::directory::County;
use crate::graphql::scalars::{Date, LanguageCode, ZipCode};
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::members;
use crate::reference::Reference;

/// A client index number: a 9, seven digits and a letter, such as `91234567A`. Permanent for the
/// person. Personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cin(pub members::Cin);

/// A client index number: a 9, seven digits and a letter, such as `91234567A`. Permanent for the
/// person. Personal data.
#[Scalar]
impl ScalarType for Cin {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        text.parse().map(Self).map_err(InputValueError::custom)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A person's name.
#[derive(SimpleObject, Clone, Debug)]
pub struct PersonName {
    /// Given name.
    pub first: String,
    /// Family name.
    pub last: String,
    /// Both, as they are said.
    pub full: String,
}

impl PersonName {
    /// From its parts.
    #[must_use]
    pub fn new(first: &str, last: &str) -> Self {
        Self {
            first: first.to_owned(),
            last: last.to_owned(),
            full: format!("{first} {last}"),
        }
    }
}

/// Where a member lives.
#[derive(SimpleObject, Clone, Debug)]
pub struct MemberAddress {
    /// Street and number.
    pub street: String,
    /// City, without the ZIP code.
    pub city: String,
}

/// What the viewer may do with a member's record now.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each field is one act, for a client to show or hide"
)]
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct MemberAccess {
    /// `setSafeContact`: say how the member may be contacted without harm.
    can_set_safe_contact: bool,
    /// `restrictMember` and `liftMemberRestriction`.
    can_restrict: bool,
    /// `updateMember`, `setAddress`, `setPhones`, `setContact`, `setPopulations` and the other acts
    /// that keep what is known of the member.
    can_update: bool,
    /// `recordEnrolment` and `endEnrolment`.
    can_record_enrolment: bool,
    /// `mergeMembers` and `unmergeMember`.
    can_merge: bool,
    /// `recordLifeEvent`: say what happened to the member, or correct it.
    can_record_life_event: bool,
}

/// A plan's member. Visible to the plan, and to a provider while it has a live assignment with the
/// member; never to a referrer.
#[derive(Clone, Debug)]
pub struct Member(pub members::Member);

/// A plan's member. Visible to the plan, and to a provider while it has a live assignment with the
/// member; never to a referrer.
#[Object]
impl Member {
    /// Global id.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeKind::Member.encode(self.0.id.0)
    }

    /// Client index number.
    async fn cin(&self) -> Cin {
        Cin(self.0.cin.clone())
    }

    /// Name, as the plan has it.
    async fn name(&self) -> PersonName {
        PersonName::new(&self.0.first_name, &self.0.last_name)
    }

    /// Birth date.
    async fn birth_on(&self) -> Date {
        Date(self.0.birth_on)
    }

    /// Phone, E.164; null for the many who have none.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// All phones, the best first.
    async fn phones(&self, ctx: &Context<'_>) -> Result<Vec<MemberPhone>, ApiError> {
        let key = PhonesKey(self.0.clone());
        let found = ctx.loaders()?.load(key).await?.unwrap_or_default();
        Ok(found.into_iter().map(MemberPhone::from).collect())
    }

    /// Preferred language, ISO 639.
    async fn language(&self) -> LanguageCode {
        LanguageCode(self.0.language)
    }

    /// Whether an interpreter is needed.
    async fn is_interpreter_needed(&self) -> bool {
        self.0.is_interpreter_needed
    }

    /// How the member reads, where print does not do; null where it does.
    async fn alternative_format(&self) -> Option<AlternativeFormat> {
        self.0.alternative_format.map(AlternativeFormat::from)
    }

    /// Street and city; null without a fixed address.
    async fn address(&self) -> Option<MemberAddress> {
        self.0.address.as_ref().map(|address| MemberAddress {
            street: address.street.clone(),
            city: address.city.clone(),
        })
    }

    /// ZIP code of the address or of where the member stays.
    async fn zip(&self) -> Option<ZipCode> {
        self.0.zip.map(ZipCode)
    }

    /// County of residence: decides which offerings there are.
    async fn county(&self) -> County {
        County(Reference::embedded().county(self.0.county))
    }

    /// Where to find a member without an address.
    async fn whereabouts(&self) -> Option<&str> {
        self.0.whereabouts.as_deref()
    }

    /// First day at the present address or whereabouts; null: since before it was recorded.
    async fn address_from_on(&self) -> Option<Date> {
        self.0.address_from_on.map(Date)
    }

    /// Where the member lived or stayed before, the last first. For the plan.
    async fn former_addresses(&self, ctx: &Context<'_>) -> Result<Vec<FormerAddress>, ApiError> {
        let key = FormerAddressesKey(self.0.id);
        let found = ctx.loaders()?.load(key).await?.unwrap_or_default();
        Ok(found.into_iter().map(FormerAddress::from).collect())
    }

    /// When the member was enrolled in the plan, in the order of the days. Empty: not known.
    async fn enrolments(&self, ctx: &Context<'_>) -> Result<Vec<Enrolment>, ApiError> {
        let found = ctx.loaders()?.load(EnrolmentsKey(self.0.id)).await?;
        Ok(found
            .unwrap_or_default()
            .into_iter()
            .map(Enrolment::from)
            .collect())
    }

    /// Whether the member is or was enrolled in the plan on a day; null where the plan knows of no
    /// enrolment at all.
    async fn is_enrolled(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "On which day, in California; today when left out.")] on: Option<Date>,
    ) -> Result<Option<bool>, ApiError> {
        let on = on.map_or_else(|| Ok(ctx.operation()?.fresh().today()), |day| Ok(day.0));
        let found = ctx.loaders()?.load(EnrolmentsKey(self.0.id)).await?;
        on.map(|on| members::is_enrolled(&found.unwrap_or_default(), on))
    }

    /// Who speaks or cares for the member, in the order of the first days, with those who did.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<MemberContact>, ApiError> {
        let found = ctx.loaders()?.load(ContactsKey(self.0.id)).await?;
        Ok(found
            .unwrap_or_default()
            .into_iter()
            .map(MemberContact::from)
            .collect())
    }

    /// The programmes that coordinate the member's care already, in the order of the first days.
    async fn programs(&self, ctx: &Context<'_>) -> Result<Vec<MemberProgram>, ApiError> {
        let found = ctx.loaders()?.load(ProgramsKey(self.0.id)).await?;
        let programs = found.unwrap_or_default().into_iter();
        Ok(programs.map(MemberProgram::from).collect())
    }

    /// The populations of focus to which the member belongs or belonged, in the order of the first
    /// days.
    async fn populations(&self, ctx: &Context<'_>) -> Result<Vec<MemberPopulation>, ApiError> {
        let found = ctx.loaders()?.load(PopulationsKey(self.0.id)).await?;
        Ok(found
            .unwrap_or_default()
            .into_iter()
            .map(MemberPopulation::from)
            .collect())
    }

    /// Who leads the member's care, and who did: in the order of the first days.
    async fn lead_care_managers(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Vec<LeadCareManager>, ApiError> {
        let found = ctx.loaders()?.load(LeadsKey(self.0.id)).await?;
        Ok(found
            .unwrap_or_default()
            .into_iter()
            .map(LeadCareManager::from)
            .collect())
    }

    /// Who leads the member's care now: exactly one person, or nobody.
    async fn lead_care_manager(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Option<LeadCareManager>, ApiError> {
        let found = ctx.loaders()?.load(LeadsKey(self.0.id)).await?;
        let leads = found.unwrap_or_default();
        let lead = leads.into_iter().find(|lead| lead.until_on.is_none());
        Ok(lead.map(LeadCareManager::from))
    }

    /// Who lives in the member's household, the member included; empty where none is known. For the
    /// plan.
    async fn household(&self, ctx: &Context<'_>) -> Result<Vec<HouseholdMember>, ApiError> {
        let found = ctx.loaders()?.load(HouseholdKey(self.0.id)).await?;
        Ok(found
            .unwrap_or_default()
            .into_iter()
            .map(HouseholdMember::from)
            .collect())
    }

    /// Records of the same person that were merged into this one. For the plan.
    async fn merged_records(&self, ctx: &Context<'_>) -> Result<Vec<MergedRecord>, ApiError> {
        let found = ctx.loaders()?.load(MergedKey(self.0.id)).await?;
        Ok(found
            .unwrap_or_default()
            .into_iter()
            .map(MergedRecord::from)
            .collect())
    }

    /// Records that look like this member and are somebody else: `keepMembersApart` said so. For the
    /// plan.
    async fn kept_apart(&self, ctx: &Context<'_>) -> Result<Vec<KeptApart>, ApiError> {
        let found = ctx.loaders()?.load(ApartKey(self.0.id)).await?;
        let found = found.unwrap_or_default();
        Ok(found.into_iter().map(KeptApart::from).collect())
    }

    /// What happened to the member and matters to their loops, in the order of the days, with what
    /// was corrected. For the plan.
    async fn life_events(&self, ctx: &Context<'_>) -> Result<Vec<LifeEvent>, ApiError> {
        let key = LifeEventsKey(self.0.id);
        let found = ctx.loaders()?.load(key).await?.unwrap_or_default();
        Ok(found.into_iter().map(LifeEvent::from).collect())
    }

    /// Counts changes: send it as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// How the member may be contacted without harm: read it before every attempt. Null where
    /// nothing was said.
    async fn safe_contact(&self) -> Option<SafeContact> {
        self.0.safe_contact.clone().map(SafeContact::from)
    }

    /// Whether only the assigned provider and those whom the plan named see the member.
    async fn is_restricted(&self) -> bool {
        self.0.restricted_at.is_some()
    }

    /// What the viewer may do with the record now.
    async fn access(&self, ctx: &Context<'_>) -> Result<MemberAccess, ApiError> {
        let op = ctx.operation()?.fresh();
        let may = |action| authorize(op.actor(), action, &self.0).is_ok();
        Ok(MemberAccess {
            can_set_safe_contact: may(Action::SafeContactSet),
            can_restrict: may(Action::MemberRestrict),
            can_update: may(Action::MemberUpdate),
            can_record_enrolment: may(Action::EnrolmentRecord),
            can_merge: may(Action::MemberMerge),
            can_record_life_event: may(Action::LifeEventRecord),
        })
    }
}
