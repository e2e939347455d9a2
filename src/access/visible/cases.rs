//! The filters of what is about people: members, referrals, and what is done with them.

use entity::types::{Naming, ReferralStatus, Restriction, Role};
use entity::{
    assignment, assignment_candidate, broken_glass, consent, early_contact, enrolment,
    former_address, hand_off, household_member, intake, lead_care_manager, life_event, member,
    member_contact, member_phone, member_population, member_program, outreach_attempt,
    privacy_policy, referral, referral_event, referral_need,
};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition};

use super::{About, VisibleTo, any_of, exists, nothing, of_plans, personal};
use crate::access::Actor;
use crate::access::actor::Person;

/// Enhanced Care Management, as `referral.service` has it.
const ECM: &str = "ECM";

/// Live assignments of a provider: what its access to people follows.
fn live_assignments(column: assignment::Column, person: &Person) -> SelectStatement {
    Query::select()
        .column(column)
        .from(assignment::Entity)
        .and_where(assignment::Column::ProviderId.eq(person.organization))
        .and_where(assignment::Column::EndedAt.is_null())
        .to_owned()
}

/// Members whom an ECM provider answers for: those with a live ECM assignment.
fn members_in_care(person: &Person) -> SelectStatement {
    live_assignments(assignment::Column::MemberId, person)
        .and_where(
            assignment::Column::ReferralId.in_subquery(
                Query::select()
                    .column(referral::Column::Id)
                    .from(referral::Entity)
                    .and_where(referral::Column::Service.eq(ECM))
                    .and_where(referral::Column::AssignedTo.eq(person.organization))
                    .to_owned(),
            ),
        )
        .to_owned()
}

/// Of members whose care the organization leads today, as the plan said, or of records that were
/// merged into theirs.
fn led(column: impl ColumnTrait, person: &Person) -> Condition {
    let Some(today) = person.standing.today else {
        return nothing();
    };
    let until = lead_care_manager::Column::UntilOn;
    let led = Query::select()
        .column(lead_care_manager::Column::MemberId)
        .from(lead_care_manager::Entity)
        .and_where(lead_care_manager::Column::ProviderId.eq(person.organization))
        .and_where(lead_care_manager::Column::FromOn.lte(today))
        .cond_where(Condition::any().add(until.is_null()).add(until.gte(today)))
        .to_owned();
    let merged = Query::select()
        .column(member::Column::Id)
        .from(member::Entity)
        .and_where(member::Column::MergedInto.in_subquery(led.clone()))
        .to_owned();
    Condition::any()
        .add(column.in_subquery(led))
        .add(column.in_subquery(merged))
}

/// Of members for whom the person's organization answers: by a live ECM assignment, or because it
/// leads their care.
fn in_care(column: impl ColumnTrait, person: &Person) -> Condition {
    Condition::any()
        .add(column.in_subquery(members_in_care(person)))
        .add(led(column, person))
}

/// Assignments that are not restricted, or of a member whom the person opened.
fn open_assignments(person: &Person) -> Condition {
    Condition::any()
        .add(assignment::Column::IsRestricted.eq(false))
        .add(opened(assignment::Column::MemberId, person))
}

/// The referral of an assignment is one that the organization made.
fn referred_by(person: &Person) -> Condition {
    let own = referral::Column::ReferrerId.eq(person.organization);
    let of = assignment::Column::ReferralId;
    exists(referral::Entity, referral::Column::Id, of, own.into())
}

impl VisibleTo for member::Entity {
    /// A plan's members, to a provider those with a live assignment. A restricted member is for
    /// those whom the plan named, for who opened it with a reason, and for the assigned provider.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([
                person.works_cases().then(|| {
                    let rows = of_plans(member::Column::PlanId, person);
                    if person.sees_restricted() {
                        rows
                    } else {
                        rows.add(
                            Condition::any()
                                .add(member::Column::RestrictedAt.is_null())
                                .add(opened(member::Column::Id, person)),
                        )
                    }
                }),
                person.works_assignments().then(|| {
                    member::Column::Id
                        .in_subquery(live_assignments(assignment::Column::MemberId, person))
                        .into()
                }),
                person.leads_care().then(|| {
                    // A restricted one only to who serves them.
                    let open = led(member::Column::Id, person);
                    let open = Condition::all()
                        .add(open)
                        .add(member::Column::RestrictedAt.is_null());
                    Condition::any()
                        .add(member::Column::Id.in_subquery(members_in_care(person)))
                        .add(open)
                }),
            ])
        })
    }

    fn about(row: &member::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: Some(row.id),
        })
    }
}

/// What is said of a member whom this person opened.
pub(super) fn opened(member: impl ColumnTrait, person: &Person) -> Condition {
    let opened = &person.standing.opened;
    if opened.is_empty() {
        nothing()
    } else {
        member.is_in(opened.iter().copied()).into()
    }
}

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
        .add(referral::Column::Status.is_in([ReferralStatus::Received, ReferralStatus::Ready]))
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

impl VisibleTo for assignment::Entity {
    /// A plan's, a provider's own for good, and to a referrer those of its referrals. Who serves a
    /// restricted referral tells what it is about, so it is not for those who only know of it.
    fn visible_to(actor: &Actor) -> Condition {
        let open = || assignment::Column::IsRestricted.eq(false);
        personal(actor, |person| {
            any_of([
                person.works_cases().then(|| {
                    let rows = of_plans(assignment::Column::PlanId, person);
                    if person.sees_restricted() {
                        rows
                    } else {
                        rows.add(open_assignments(person))
                    }
                }),
                person.works_assignments().then(|| {
                    assignment::Column::ProviderId
                        .eq(person.organization)
                        .into()
                }),
                person.leads_care().then(|| {
                    Condition::all()
                        .add(in_care(assignment::Column::MemberId, person))
                        .add(open())
                }),
                person
                    .refers()
                    .then(|| Condition::all().add(referred_by(person)).add(open())),
            ])
        })
    }

    fn about(row: &assignment::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: Some(row.member_id),
        })
    }
}

/// What is done on an assignment: for its plan, of a restricted referral for those who see it in
/// full; and the provider's own. The referrer hears that it was done, not how.
macro_rules! done_on_assignments {
    ($($(#[$doc:meta])* $table:ident),+ $(,)?) => {$(
        impl VisibleTo for $table::Entity {
            $(#[$doc])*
            fn visible_to(actor: &Actor) -> Condition {
                personal(actor, |person| {
                    any_of([
                        person.works_cases().then(|| {
                            let rows = of_plans($table::Column::PlanId, person);
                            if person.sees_restricted() {
                                rows
                            } else {
                                rows.add(open_to($table::Column::AssignmentId, person))
                            }
                        }),
                        person.works_assignments().then(|| {
                            $table::Column::ProviderId.eq(person.organization).into()
                        }),
                    ])
                })
            }
        }
    )+};
}

done_on_assignments!(
    /// Attempts to reach the member, and other contacts.
    outreach_attempt,
    /// Hand-offs from one name to another.
    hand_off,
);

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

/// The assignment of a row is not restricted, or is of a member whom the person opened.
pub(super) fn open_to(column: impl ColumnTrait, person: &Person) -> Condition {
    let open = open_assignments(person);
    exists(assignment::Entity, assignment::Column::Id, column, open)
}

impl VisibleTo for assignment_candidate::Entity {
    /// For the plan that assigned, with the assignment.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([person.works_cases().then(|| {
                let rows = of_plans(assignment::Column::PlanId, person);
                let rows = if person.sees_restricted() {
                    rows
                } else {
                    rows.add(open_assignments(person))
                };
                exists(
                    assignment::Entity,
                    assignment::Column::Id,
                    assignment_candidate::Column::AssignmentId,
                    rows,
                )
            })])
        })
    }
}

impl VisibleTo for broken_glass::Entity {
    /// For the guardians of the plan's restricted members, and for who broke it.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([
                person
                    .is(Role::PlanPrivacy)
                    .then(|| broken_glass::Column::PlanId.eq(person.organization).into()),
                Some(broken_glass::Column::AccountId.eq(person.account).into()),
            ])
        })
    }

    fn about(row: &broken_glass::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: Some(row.member_id),
        })
    }
}

impl VisibleTo for privacy_policy::Entity {
    /// One's own plan's.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            privacy_policy::Column::PlanId
                .eq(person.organization)
                .into()
        })
    }
}

/// The member of a row exists for the actor.
pub(super) fn of_visible_member(column: impl ColumnTrait, actor: &Actor) -> Condition {
    let visible = member::Entity::visible_to(actor);
    exists(member::Entity, member::Column::Id, column, visible)
}

/// What is known of a member and whom a row is about.
macro_rules! of_members {
    ($($(#[$doc:meta])* $table:ident: $rows:expr),+ $(,)?) => {$(
        impl VisibleTo for $table::Entity {
            $(#[$doc])*
            fn visible_to(actor: &Actor) -> Condition {
                let rows: fn(&Actor, &Person) -> Condition = $rows;
                personal(actor, |person| rows(actor, person))
            }

            fn about(row: &$table::Model) -> Option<About> {
                Some(About {
                    plan: row.plan_id,
                    member: Some(row.member_id),
                })
            }
        }
    )+};
}

of_members!(
    /// What is needed to serve, with the member: to the plan, and to the assigned provider.
    enrolment: |actor, _| of_visible_member(enrolment::Column::MemberId, actor),
    /// With the member.
    lead_care_manager: |actor, _| of_visible_member(lead_care_manager::Column::MemberId, actor),
    /// With the member.
    member_contact: |actor, _| of_visible_member(member_contact::Column::MemberId, actor),
    /// With the member.
    member_phone: |actor, _| of_visible_member(member_phone::Column::MemberId, actor),
    /// With the member.
    member_population: |actor, _| of_visible_member(member_population::Column::MemberId, actor),
    /// With the member.
    member_program: |actor, _| of_visible_member(member_program::Column::MemberId, actor),
    /// Where somebody lived is not needed to serve them: to the plan alone.
    former_address: |actor, person| {
        of_own_members(former_address::Column::PlanId, former_address::Column::MemberId, actor, person)
    },
    /// Who lives with whom may endanger them: to the plan alone.
    household_member: |actor, person| {
        of_own_members(household_member::Column::PlanId, household_member::Column::MemberId, actor, person)
    },
    /// To the plan alone: the loops say what follows for a provider.
    life_event: |actor, person| {
        of_own_members(life_event::Column::PlanId, life_event::Column::MemberId, actor, person)
    },
);

/// To the plan with the member.
pub(super) fn of_own_members(
    plan: impl ColumnTrait,
    member: impl ColumnTrait,
    actor: &Actor,
    person: &Person,
) -> Condition {
    any_of([person
        .works_cases()
        .then(|| of_plans(plan, person).add(of_visible_member(member, actor)))])
}
