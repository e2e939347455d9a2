//! What is known of a member over time.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};

use super::codes::{
    ContactRole, DuplicateEvidence, EnrolmentEndReason, EnrolmentKind, HouseholdRole,
    LifeEventKind, PhoneKind,
};
use super::loaders::MemberKey;
use super::types::{Cin, Member, MemberAddress, PersonName};
use crate::graphql::directory::loaders::ProviderKey;
use crate::graphql::directory::{County, OtherProgram, PopulationOfFocus, Provider};
use crate::graphql::scalars::{Date, DateTime, ZipCode};
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::members;
use crate::reference::Reference;

/// One of a member's phones.
#[derive(SimpleObject, Clone, Debug)]
pub struct MemberPhone {
    /// Number, E.164.
    number: String,
    /// Whose or where it is; null where that was not said.
    kind: Option<PhoneKind>,
}

impl From<members::MemberPhone> for MemberPhone {
    fn from(phone: members::MemberPhone) -> Self {
        Self {
            number: phone.number,
            kind: phone.kind.map(PhoneKind::from),
        }
    }
}

/// Where a member lived or stayed before.
#[derive(SimpleObject)]
pub struct FormerAddress {
    /// First day; null: since before it was recorded.
    from_on: Option<Date>,
    /// Last day.
    until_on: Date,
    /// Street and city; null where there was no fixed address.
    address: Option<MemberAddress>,
    /// ZIP code of the address or of where the member stayed.
    zip: Option<ZipCode>,
    /// County of residence then.
    county: County,
    /// Where the member was found without an address.
    whereabouts: Option<String>,
}

impl From<members::FormerAddress> for FormerAddress {
    fn from(former: members::FormerAddress) -> Self {
        Self {
            from_on: former.from_on.map(Date),
            until_on: Date(former.until_on),
            address: former.address.map(|address| MemberAddress {
                street: address.street,
                city: address.city,
            }),
            zip: former.zip.map(ZipCode),
            county: County(Reference::embedded().county(former.county)),
            whereabouts: former.whereabouts,
        }
    }
}

/// Something that happened to a member and matters to their loops. Never edited: a correction names
/// what it corrects, and both stay visible.
#[derive(SimpleObject, Clone)]
pub struct LifeEvent {
    /// Global id, for a correction.
    id: ID,
    /// What happened.
    kind: LifeEventKind,
    /// On which day, in California.
    happened_on: Date,
    /// Anything else; where it corrects, why.
    note: Option<String>,
    /// The id of the event that this one corrects.
    corrects: Option<ID>,
    /// Whether it says that the corrected event did not happen at all.
    is_void: bool,
    /// When it was written down.
    recorded_at: DateTime,
}

impl From<members::LifeEvent> for LifeEvent {
    fn from(event: members::LifeEvent) -> Self {
        let id = |id: members::LifeEventId| NodeKind::LifeEvent.encode(id.0);
        Self {
            id: id(event.id),
            kind: event.kind.into(),
            happened_on: Date(event.happened_on),
            note: event.note,
            corrects: event.corrects.map(id),
            is_void: event.is_void,
            recorded_at: DateTime(event.recorded_at),
        }
    }
}

/// A span in which a member is enrolled in the plan. Spans of one member do not overlap.
#[derive(SimpleObject, Clone, Debug)]
pub struct Enrolment {
    /// How it began.
    kind: EnrolmentKind,
    /// First day.
    from_on: Date,
    /// How it ended; null while it lasts.
    end: Option<EnrolmentEnd>,
    /// When it was written down.
    recorded_at: DateTime,
    /// The days on which the plan did not yet count the member as enrolled, though they were: a
    /// reinstatement was written down later. Null where there are none.
    gap: Option<EnrolmentGap>,
}

/// How an enrolment ended.
#[derive(SimpleObject, Clone, Debug)]
pub struct EnrolmentEnd {
    /// Last day.
    until_on: Date,
    /// Why it is the last.
    reason: EnrolmentEndReason,
}

/// Days of an enrolment that had passed when it was written down.
#[derive(SimpleObject, Clone, Debug)]
pub struct EnrolmentGap {
    /// First day.
    from_on: Date,
    /// Last day.
    until_on: Date,
}

impl From<members::Enrolment> for Enrolment {
    fn from(span: members::Enrolment) -> Self {
        Self {
            kind: span.kind.into(),
            from_on: Date(span.from_on),
            end: span.end.map(|(until_on, reason)| EnrolmentEnd {
                until_on: Date(until_on),
                reason: reason.into(),
            }),
            recorded_at: DateTime(span.recorded_at),
            gap: span.gap().map(|(from_on, until_on)| EnrolmentGap {
                from_on: Date(from_on),
                until_on: Date(until_on),
            }),
        }
    }
}

/// Somebody who speaks or cares for a member, and what they may be told. A change is a new contact
/// that names the one it replaced.
#[derive(SimpleObject, Clone, Debug)]
pub struct MemberContact {
    /// Global id, to replace or end it.
    id: ID,
    /// In which role.
    role: ContactRole,
    /// Who it is, as people call them.
    name: String,
    /// Phone, E.164; null where none is known.
    phone: Option<String>,
    /// How they know the member, in words.
    relationship: Option<String>,
    /// Whether they may be told of the member's health.
    may_be_told: bool,
    /// Whether they may decide for the member.
    may_decide: bool,
    /// First day.
    from_on: Date,
    /// Last day, null while it lasts. One before the first: it was replaced on its first day.
    until_on: Option<Date>,
    /// The id of the contact that this one replaced.
    replaces: Option<ID>,
}

impl From<members::MemberContact> for MemberContact {
    fn from(contact: members::MemberContact) -> Self {
        let id = |id: members::ContactId| NodeKind::MemberContact.encode(id.0);
        Self {
            id: id(contact.id),
            role: contact.role.into(),
            name: contact.name,
            phone: contact.phone,
            relationship: contact.relationship,
            may_be_told: contact.may_be_told,
            may_decide: contact.may_decide,
            from_on: Date(contact.from_on),
            until_on: contact.until_on.map(Date),
            replaces: contact.replaces.map(id),
        }
    }
}

/// A population of focus to which a member belongs or belonged.
#[derive(SimpleObject, Clone, Debug)]
pub struct MemberPopulation {
    /// For whose needs ECM is there.
    population: PopulationOfFocus,
    /// First day.
    from_on: Date,
    /// Last day, null while it lasts. One before the first: it was taken back on its first day.
    until_on: Option<Date>,
}

impl From<members::MemberPopulation> for MemberPopulation {
    fn from(one: members::MemberPopulation) -> Self {
        Self {
            population: one.population.into(),
            from_on: Date(one.from_on),
            until_on: one.until_on.map(Date),
        }
    }
}

/// A programme that coordinates a member's care already.
#[derive(SimpleObject, Clone, Debug)]
pub struct MemberProgram {
    /// Which programme.
    program: OtherProgram,
    /// First day.
    from_on: Date,
    /// Last day, null while it lasts. One before the first: it was taken back on its first day.
    until_on: Option<Date>,
}

impl From<members::MemberProgram> for MemberProgram {
    fn from(one: members::MemberProgram) -> Self {
        Self {
            program: one.program.into(),
            from_on: Date(one.from_on),
            until_on: one.until_on.map(Date),
        }
    }
}

/// The person of an ECM provider who leads a member's care.
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct LeadCareManager {
    #[graphql(skip)]
    of: members::LeadCareManager,
    /// The person's name.
    name: String,
    /// The person's phone, E.164; null where none is known.
    phone: Option<String>,
    /// First day.
    from_on: Date,
    /// Last day, null while it lasts. One before the first: another was named the same day.
    until_on: Option<Date>,
}

#[ComplexObject]
impl LeadCareManager {
    /// The ECM provider.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Option<Provider>, ApiError> {
        let provider = ctx.loaders()?.load(ProviderKey(self.of.provider)).await?;
        Ok(provider.map(Provider))
    }
}

impl From<members::LeadCareManager> for LeadCareManager {
    fn from(lead: members::LeadCareManager) -> Self {
        Self {
            name: lead.name.clone(),
            phone: lead.phone.clone(),
            from_on: Date(lead.from_on),
            until_on: lead.until_on.map(Date),
            of: lead,
        }
    }
}

/// A member's place in a household.
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct HouseholdMember {
    #[graphql(skip)]
    of: members::MemberId,
    /// As what.
    role: HouseholdRole,
    /// First day.
    from_on: Date,
}

#[ComplexObject]
impl HouseholdMember {
    /// Who; null for a record that the viewer may not see.
    async fn member(&self, ctx: &Context<'_>) -> Result<Option<Member>, ApiError> {
        Ok(ctx.loaders()?.load(MemberKey(self.of)).await?.map(Member))
    }
}

impl From<members::HouseholdPlace> for HouseholdMember {
    fn from(place: members::HouseholdPlace) -> Self {
        Self {
            of: place.member,
            role: place.role.into(),
            from_on: Date(place.from_on),
        }
    }
}

/// A record that was merged into a member: it stays as it was.
#[derive(SimpleObject, Clone, Debug)]
pub struct MergedRecord {
    /// The global id of the record, for `unmergeMember`. Asked for by it, the member is the kept
    /// one.
    record_id: ID,
    /// Name, as that record has it.
    name: PersonName,
    /// Client index number of that record.
    cin: Cin,
    /// Birth date of that record.
    birth_on: Date,
    /// Why they are one person.
    reason: String,
    /// When it was merged.
    merged_at: DateTime,
}

impl From<members::MergedRecord> for MergedRecord {
    fn from(record: members::MergedRecord) -> Self {
        let member = record.member;
        Self {
            record_id: NodeKind::Member.encode(member.id.0),
            name: PersonName::new(&member.first_name, &member.last_name),
            cin: Cin(member.cin),
            birth_on: Date(member.birth_on),
            reason: record.reason,
            merged_at: DateTime(record.merged_at),
        }
    }
}

/// A record that looks like a member and is somebody else.
#[derive(SimpleObject)]
pub struct KeptApart {
    /// The other record.
    member: Member,
    /// Why they are two people.
    reason: String,
    /// When that was said.
    decided_at: DateTime,
}

impl From<members::KeptApart> for KeptApart {
    fn from(apart: members::KeptApart) -> Self {
        Self {
            member: Member(apart.member),
            reason: apart.reason,
            decided_at: DateTime(apart.decided_at),
        }
    }
}

/// A record that may be the same person.
#[derive(SimpleObject)]
pub struct PossibleDuplicate {
    /// The record.
    member: Member,
    /// What both have in common, the strongest first.
    evidence: Vec<DuplicateEvidence>,
}

impl From<members::PossibleDuplicate> for PossibleDuplicate {
    fn from(possible: members::PossibleDuplicate) -> Self {
        Self {
            member: Member(possible.member),
            evidence: possible.evidence.into_iter().map(Into::into).collect(),
        }
    }
}
