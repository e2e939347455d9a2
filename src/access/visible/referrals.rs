//! The filters of what is about referrals.

use entity::types::{Naming, ReferralStatus, Restriction};
use entity::{consent, early_contact, intake, referral, referral_event, referral_need};
use sea_orm::{ColumnTrait, Condition};

use super::members::{in_care, opened};
use super::{About, VisibleTo, any_of, exists, of_plans, personal};
use crate::access::Actor;
use crate::access::actor::Person;

/// How much of a referral is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// That it exists, where it stands, and how it ended.
    Existence,
    /// What it is about, and what was done.
    Full,
}

/// The referrals that a person may know to that depth: a plan's, a referrer's own, and to a
/// provider those with a live assignment. A provider or plan may also be the referrer. Of a
/// restricted one others know that it exists, or, where the plan set so, not even that; whoever
/// referred always hears how it ended.
pub(super) fn referrals(person: &Person, depth: Depth) -> Condition {
    let open = || match depth {
        Depth::Existence => Condition::all().add(referral::Column::IsHidden.eq(false)),
        Depth::Full => Condition::all().add(referral::Column::Restriction.is_null()),
    };
    any_of([
        person.works_cases().then(|| {
            let rows = of_plans(referral::Column::PlanId, person);
            if person.sees_restricted() {
                rows
            } else {
                let opened = opened(referral::Column::MemberId, person);
                rows.add(Condition::any().add(open()).add(opened))
            }
        }),
        person.works_assignments().then(|| {
            let rows = Condition::all().add(referral::Column::AssignedTo.eq(person.organization));
            match depth {
                Depth::Existence => rows,
                // Without consent nothing more may be disclosed (42 CFR 2.31(a)(6)).
                Depth::Full => rows.add(referral::Column::ConsentRevokedAt.is_null()),
            }
        }),
        person.works_assignments().then(|| named(person)),
        person.leads_care().then(|| {
            Condition::all()
                .add(in_care(referral::Column::MemberId, person))
                .add(open())
        }),
        person.refers().then(|| {
            let rows = Condition::all().add(referral::Column::ReferrerId.eq(person.organization));
            match depth {
                Depth::Existence => rows,
                Depth::Full => rows.add(Condition::any().add(open()).add(untold())),
            }
        }),
    ])
}

/// Restricted because of whom it is about, while whoever referred must not know that the plan found
/// out who that is: a match would otherwise tell them that the person is restricted. Of referrals of
/// their organization.
#[must_use]
pub fn untold() -> Condition {
    Condition::all()
        .add(referral::Column::Restriction.eq(Restriction::Member))
        .add(referral::Column::Status.is_in([
            ReferralStatus::Received,
            ReferralStatus::Ready,
            ReferralStatus::AwaitingAuthorization,
        ]))
}

/// What waits for the answer of a provider that whoever referred named, or for the plan's. A
/// restricted one is the plan's alone to give.
fn named(person: &Person) -> Condition {
    Condition::all()
        .add(referral::Column::NamedProviderId.eq(person.organization))
        .add(referral::Column::Naming.is_in([Naming::Named, Naming::Asked]))
        .add(referral::Column::AssignedTo.is_null())
        .add(referral::Column::Status.ne(ReferralStatus::Closed))
        .add(referral::Column::Restriction.is_null())
}

impl VisibleTo for referral::Entity {
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| referrals(person, Depth::Existence))
    }

    fn about(row: &referral::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: row.member_id,
        })
    }
}

/// The referrals of which the actor may know what they are about.
#[must_use]
pub fn referrals_in_full(actor: &Actor) -> Condition {
    personal(actor, |person| referrals(person, Depth::Full))
}

/// What the referral of a row is about is visible to the person.
pub(super) fn of_full_referrals(column: impl ColumnTrait, person: &Person) -> Condition {
    let full = referrals(person, Depth::Full);
    exists(referral::Entity, referral::Column::Id, column, full)
}

impl VisibleTo for referral_event::Entity {
    /// The timeline is visible with what its referral is about.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            of_full_referrals(referral_event::Column::ReferralId, person)
        })
    }
}

impl VisibleTo for intake::Entity {
    /// With what one of its referrals is about.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            exists(
                referral::Entity,
                referral::Column::IntakeId,
                intake::Column::Id,
                referrals(person, Depth::Full),
            )
        })
    }
}

impl VisibleTo for referral_need::Entity {
    /// With what its referral is about.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            of_full_referrals(referral_need::Column::ReferralId, person)
        })
    }
}

impl VisibleTo for consent::Entity {
    /// With what its referral is about.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            of_full_referrals(consent::Column::ReferralId, person)
        })
    }
}

impl VisibleTo for early_contact::Entity {
    /// For the plan with what the referral is about, and the provider's own.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([
                person.works_cases().then(|| {
                    of_plans(early_contact::Column::PlanId, person)
                        .add(of_full_referrals(early_contact::Column::ReferralId, person))
                }),
                person.works_assignments().then(|| {
                    early_contact::Column::ProviderId
                        .eq(person.organization)
                        .into()
                }),
            ])
        })
    }
}
