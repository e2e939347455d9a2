//! How a referral comes in, and how the plan says which member it is about.

use entity::types::{
    ActSource, EventKind, IntakeId, MemberId, Naming, OrganizationId, OrganizationKind, ReferralId,
    ReferralStatus, Restriction, Route,
};

use super::act::{Opening, open_in};
use super::audience::{Around, Happening, tell_in};
use super::details::Intake;
use super::error::{ConfirmMemberRefusal, CreateRefusal, ReferralError};
use super::input::{NewReferral, Step};
use super::model::Referral;
use super::naming::answer_due_in;
use super::restrict::hides_in;
use super::rules::CheckedReferral;
use super::state::Act;
use super::store::{CONFIRMATION_SEQ, NewEvent};
use super::{Referrals, authorizing, consent, details, number, rules, store};
use crate::access::{Action, authorize_here};
use crate::audit;
use crate::db::Tx;
use crate::error::Failure;
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::members::{self, Member};
use crate::op::OpCtx;
use crate::organizations;
use crate::policies;
use crate::providers::coverage::{CoverageQuestion, Place, coverage_in};
use crate::reference::ServiceCode;
use crate::refusal::{Refusal, Refusals};
use crate::tasks::FaxAgreement;

impl Referrals {
    /// Refers a person to a plan. The person is named as the referrer knows them; where the
    /// evidence is certain the member is matched, and the referrer learns nothing of it.
    pub async fn create(
        &self,
        op: &OpCtx,
        new: &NewReferral,
        key: Option<IdempotencyKey>,
    ) -> Result<ReferralId, ReferralError<CreateRefusal>> {
        let key = key.as_ref();
        self.db
            .act(op, audit::Act::new("createReferral"), |tx| async move {
                authorize_here(tx.actor(), Action::ReferralCreate)?;
                let checked = self.check_in(&tx, new).await?;
                create_in(&tx, new, checked, key).await
            })
            .await
    }

    /// What was typed, or all that is wrong with it.
    async fn check_in(
        &self,
        tx: &Tx,
        new: &NewReferral,
    ) -> Result<CheckedReferral, ReferralError<CreateRefusal>> {
        let mut refusals: Refusals<CreateRefusal> = Vec::new();
        let kind = tx.actor().as_person().ok_or(Failure::Denied)?.kind;
        let checked = match rules::check_new(new, kind, self.reference, tx.op().today()) {
            Ok(checked) => Some(checked),
            Err(mistakes) => {
                refusals = mistakes;
                None
            }
        };
        let plan = organizations::kind_in(tx, new.plan).await?;
        if plan != Some(OrganizationKind::Plan) {
            refusals.push(Refusal::at(
                CreateRefusal::UnknownPlan,
                &["planId"],
                "There is no such plan here; see `plans`, or the county's `plans`.",
            ));
        }
        if let Some(provider) = new.chosen_provider
            && organizations::kind_in(tx, provider).await? != Some(OrganizationKind::Provider)
        {
            refusals.push(Refusal::at(
                CreateRefusal::UnknownProvider,
                &["chosenProviderId"],
                "There is no such provider; choose one from `providers`.",
            ));
        }
        if let Some(provider) = new.named_provider {
            let named = checked.as_ref().map(|checked| (provider, checked));
            refusals.extend(self.check_named_in(tx, new, named).await?);
        }
        if let Some(followed) = new.follows {
            let known = store::referral_by_id(tx, followed).await?;
            if known.is_none_or(|followed| followed.plan != new.plan) {
                refusals.push(Refusal::at(
                    CreateRefusal::UnknownReferral,
                    &["followsFromId"],
                    "You know of no such referral to this plan; leave it out, or look for it in \
                     `referrals`.",
                ));
            }
        }
        checked
            .filter(|_| refusals.is_empty())
            .ok_or(Failure::Refused(refusals))
    }

    /// What keeps whoever refers from naming this provider.
    async fn check_named_in(
        &self,
        tx: &Tx,
        new: &NewReferral,
        named: Option<(OrganizationId, &CheckedReferral)>,
    ) -> Result<Option<Refusal<CreateRefusal>>, ReferralError<CreateRefusal>> {
        let refused = |code, message| {
            let path = &["namedProviderId"];
            Ok(Some(Refusal::at(code, path, message)))
        };
        if new.restriction.is_some() {
            return refused(
                CreateRefusal::RestrictedGoesToPlan,
                "What is restricted goes to the plan, which assigns it; leave the provider out.",
            );
        }
        let Some((provider, checked)) = named else {
            return Ok(None);
        };
        let on = tx.op().today();
        for service in &checked.services {
            let policy = policies::store::policy_on(tx, (new.plan, *service), on).await?;
            if policy.route != Route::ProviderDirect {
                return refused(
                    CreateRefusal::PlanRoutes,
                    "This plan finds a provider itself; leave it out, or give it as the member's \
                     choice in chosenProviderId.",
                );
            }
            let counties = checked.county.map_or_else(
                || {
                    let zip = checked.zip.and_then(|zip| self.reference.zip(zip));
                    zip.map_or_else(Vec::new, |zip| zip.counties.clone())
                },
                |county| vec![county],
            );
            let is_placed = !counties.is_empty();
            let question = CoverageQuestion {
                plan: new.plan,
                provider,
                service: *service,
                place: Place {
                    counties,
                    zip: checked.zip,
                },
                on,
            };
            let coverage = coverage_in(tx, &question).await?;
            if !coverage.is_contracted || is_placed && coverage.pools.is_empty() {
                return refused(
                    CreateRefusal::NotContracted,
                    "This plan has no contract with this provider for the service today, or it \
                     does not offer it there; choose another from `providers`, or leave it out.",
                );
            }
        }
        Ok(None)
    }

    /// The plan says which of its members a referral is about.
    pub async fn confirm_member(
        &self,
        op: &OpCtx,
        id: ReferralId,
        member: MemberId,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<ConfirmMemberRefusal>> {
        self.db
            .act(op, audit::Act::on("confirmMember", id), |tx| async move {
                let act = (Action::ReferralConfirmMember, Act::ConfirmMember);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                members::store::member_hold(&tx, member).await?;
                let mut member = members::store::member_by_id(&tx, member).await?;
                if let Some(merged) = member.take_if(|member| member.merged_into.is_some()) {
                    let kept = members::merge::kept_of(&tx, merged).await?;
                    members::store::member_hold(&tx, kept.id).await?;
                    member = Some(kept);
                }
                let Some(member) = member.filter(|member| member.plan == open.referral.plan) else {
                    return Err(Failure::Refused(vec![Refusal::at(
                        ConfirmMemberRefusal::UnknownMember,
                        &["memberId"],
                        "Your plan has no such member; register the person first, then confirm.",
                    )]));
                };
                tx.concerns(member.plan, Some(member.id));
                open.referral.member = Some(member.id);
                if member.restricted_at.is_some() && open.referral.restriction.is_none() {
                    open.referral.restriction = Some(Restriction::Member);
                    open.referral.is_hidden =
                        hides_in(&tx, open.referral.plan, open.referral.restriction).await?;
                }
                // Not a new version: the referrer would see in the count whether the match at
                // intake was certain, and so whether the CIN it gave exists.
                let waits = authorizing::waits_in(&tx, &open.referral).await?;
                open.referral.status = if waits.is_some() {
                    ReferralStatus::AwaitingAuthorization
                } else {
                    ReferralStatus::Ready
                };
                let confirmed = open.referral.clone();
                open.log_confirmation();
                open.apply(&tx).await?;
                let is_asked = authorizing::confirm_in(&tx, &confirmed).await?;
                if let (Some(policy), false) = (waits, is_asked) {
                    authorizing::ask_for_in(&tx, &confirmed, policy, confirmed.received_at).await?;
                }
                Ok(id)
            })
            .await
    }
}

/// One referral for each service, all of them or none; the id of the first.
async fn create_in(
    tx: &Tx,
    new: &NewReferral,
    checked: CheckedReferral,
    key: Option<&IdempotencyKey>,
) -> Result<ReferralId, ReferralError<CreateRefusal>> {
    let first = ReferralId(tx.op().new_id());
    let reused = CreateRefusal::IdempotencyKeyReused;
    if let Some(id) = done_before_in(tx, key, first.0, reused).await? {
        tx.is_about(ReferralId(id));
        return Ok(ReferralId(id));
    }
    let member = certain_match(tx, new, &checked).await?;
    tx.is_about(first);
    tx.concerns(new.plan, member.as_ref().map(|member| member.id));
    let intake = IntakeId(tx.op().new_id());
    let by = tx.actor().as_person().ok_or(Failure::Denied)?.account;
    let fax = checked.fax.clone();
    let came_in = Intake {
        fax: fax.map(|(number, agreed_on)| FaxAgreement {
            number,
            agreed_on,
            recorded_by: by,
        }),
        ..checked.intake.clone()
    };
    details::intake_insert(tx, intake, new.plan, came_in).await?;
    for (at, service) in checked.services.iter().enumerate() {
        let id = if at == 0 {
            first
        } else {
            ReferralId(tx.op().new_id())
        };
        make_in(tx, new, &checked, (id, intake, *service), member.as_ref()).await?;
    }
    Ok(first)
}

async fn make_in(
    tx: &Tx,
    new: &NewReferral,
    checked: &CheckedReferral,
    (id, intake, service): (ReferralId, IntakeId, ServiceCode),
    member: Option<&Member>,
) -> Result<(), ReferralError<CreateRefusal>> {
    let person = tx.actor().as_person().ok_or(Failure::Denied)?.clone();
    let restriction = new.restriction.or_else(|| {
        let is_restricted = member?.restricted_at.is_some();
        is_restricted.then_some(Restriction::Member)
    });
    let is_hidden = hides_in(tx, new.plan, restriction).await?;
    // Also where nobody is told, because the person is restricted: whoever referred would learn it.
    let answer_due_at = if new.named_provider.is_some() {
        Some(answer_due_in(tx, (new.plan, service)).await?)
    } else {
        None
    };
    let mut events = vec![EventKind::Received];
    if member.is_some() {
        events.push(EventKind::MemberConfirmed);
    }
    let mut referral = Referral {
        id,
        number: number::new(tx.op().entropy()),
        plan: new.plan,
        referrer: person.organization,
        referred_by: person.account,
        contact: checked.contact.clone(),
        service,
        urgency: new.urgency,
        county: checked.county,
        zip: checked.zip,
        person: Some(checked.person.clone()),
        needs: checked.needs.clone(),
        member: member.map(|member| member.id),
        status: if member.is_some() {
            ReferralStatus::Ready
        } else {
            ReferralStatus::Received
        },
        version: 1,
        last_event_seq: CONFIRMATION_SEQ,
        received_at: tx.now(),
        status_changed_at: tx.now(),
        closure: None,
        assigned_to: None,
        restriction,
        is_hidden,
        consent_revoked_at: None,
        follows: new.follows,
        intake: Some(intake),
        needed_by: new.needed_by,
        // Where nobody else was chosen, the one that was named is the wish.
        chosen_provider: new.chosen_provider.or(new.named_provider),
        named: new.named_provider.map(|named| (named, Naming::Named)),
        answer_due_at,
        is_declined: false,
        closed_loop_at: None,
        is_withheld: false,
    };
    let waits = authorizing::waits_in(tx, &referral).await?;
    if waits.is_some() {
        referral.status = ReferralStatus::AwaitingAuthorization;
    }
    store::referral_insert(tx, &referral).await?;
    if let Some(policy) = waits {
        authorizing::ask_for_in(tx, &referral, policy, referral.received_at).await?;
    }
    details::needs_insert(tx, id, &checked.social_needs).await?;
    if let Some((scope, given_on)) = &checked.consent {
        consent::give_in(tx, id, scope.clone(), *given_on).await?;
    }
    let entries = (1..).zip(events).map(|(seq, kind)| NewEvent {
        seq,
        kind,
        occurred_at: tx.now(),
        assignment: None,
        reason: None,
        note: None,
        by_server: kind == EventKind::MemberConfirmed,
        source: ActSource::Live,
    });
    store::events_insert(tx, &referral, entries.collect()).await?;
    let received = Happening {
        event: EventKind::Received,
        seq: 1,
        about: None,
        at: tx.now(),
        is_by_server: false,
    };
    let around = Around {
        by: tx.actor().organization(),
        named: referral.waits_for(),
        notify_days: None,
    };
    Ok(tell_in(tx, &referral, around, &[received]).await?)
}

/// Looks with the server's eyes: the referrer may not, and gets the same answer either way.
async fn certain_match(
    tx: &Tx,
    new: &NewReferral,
    checked: &CheckedReferral,
) -> Result<Option<Member>, ReferralError<CreateRefusal>> {
    let Some(cin) = &checked.person.cin else {
        return Ok(None);
    };
    let reader = tx.as_system("intake matches members that the referrer may not see");
    let known = members::store::member_by_cin(&reader, new.plan, cin.as_str()).await?;
    let person = &checked.person;
    let certain = |member: &Member| {
        members::rules::is_certain_match(member, Some(cin), &person.last_name, person.birth_on)
    };
    let Some(member) = known.filter(certain) else {
        return Ok(None);
    };
    let member = members::merge::kept_of(&reader, member).await?;
    // Whoever restricts the member waits for this referral, or this one for them.
    members::store::member_hold(tx, member.id).await?;
    Ok(members::store::member_by_id(&reader, member.id).await?)
}
