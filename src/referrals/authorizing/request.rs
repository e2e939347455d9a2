//! The plan is asked: by whoever is to serve or referred, by the plan itself, or by a referral that
//! needs it.

use entity::types::{
    AuthorizationEventKind, AuthorizationId, AuthorizationKind, AuthorizationStatus, EventKind,
    MemberId, Naming, OrganizationId, OrganizationKind, ReferralId,
};

use super::answers::{criteria, is_complete};
use super::complete::withdraw_in;
use super::draft::from_start;
use super::twice::not_twice_in;
use super::{presume, steps};
use crate::access::{Action, authorize, authorize_here};
use crate::audit;
use crate::authorizations::rules::{
    CheckedWish, WishFor, check_answers, check_attachments, check_wish,
};
use crate::authorizations::{
    Asked, Authorization, Details, RequestAuthorization, RequestRefusal, clock,
    store as authorizations,
};
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::idempotency::done_before_in;
use crate::members;
use crate::op::OpCtx;
use crate::organizations;
use crate::policies::{AuthorizationPolicy, authorization_store};
use crate::reference::{CountyFips, Reference, ServiceCode};
use crate::referrals::act::Opened;
use crate::referrals::error::ReferralError;
use crate::referrals::input::Step;
use crate::referrals::model::{Assignment, Referral};
use crate::referrals::naming::answer_due_in;
use crate::referrals::sight::InHands;
use crate::referrals::state::{self, Act};
use crate::referrals::{ActSource, Referrals, number, store};
use crate::refusal::Refusal;

type RequestError = ReferralError<RequestRefusal>;

/// For whom and what the plan is asked, once that is known.
pub(super) struct Subject {
    pub(super) plan: OrganizationId,
    pub(super) member: Option<MemberId>,
    pub(super) referral: Option<ReferralId>,
    pub(super) service: ServiceCode,
    pub(super) county: Option<CountyFips>,
    pub(super) provider: Option<OrganizationId>,
    pub(super) is_restricted: bool,
}

impl Referrals {
    /// Asks the plan to authorize a service: for a referral, or for a member without one. By the
    /// provider that has the referral, was named for it or made it, and by the plan.
    pub async fn request_authorization(
        &self,
        op: &OpCtx,
        request: &RequestAuthorization,
        step: &Step,
    ) -> Result<AuthorizationId, RequestError> {
        let act = audit::Act::new("requestAuthorization");
        self.db
            .act(op, act, |tx| async move {
                let id = AuthorizationId(tx.op().new_id());
                let reused = RequestRefusal::IdempotencyKeyReused;
                if let Some(id) = done_before_in(&tx, step.key.as_ref(), id.0, reused).await? {
                    return Ok(AuthorizationId(id));
                }
                match (request.referral, request.member) {
                    (Some(referral), None) => {
                        self.request_for_referral_in(&tx, id, (referral, request), step)
                            .await?;
                    }
                    (None, Some(member)) => {
                        self.request_for_member_in(&tx, id, (member, request))
                            .await?;
                    }
                    (None, None) | (Some(_), Some(_)) => {
                        return Err(refused(
                            RequestRefusal::OneOf,
                            &["referralId"],
                            "Name the referral that it is for, or the member where there is none.",
                        ));
                    }
                }
                Ok(id)
            })
            .await
    }

    async fn request_for_referral_in(
        &self,
        tx: &Tx,
        id: AuthorizationId,
        (referral, request): (ReferralId, &RequestAuthorization),
        step: &Step,
    ) -> Result<(), RequestError> {
        store::referral_lock(tx, referral).await?;
        let referral = store::referral_by_id(tx, referral)
            .await?
            .ok_or(Failure::NotFound)?;
        tx.is_about(referral.id);
        tx.concerns(referral.plan, referral.member);
        let live = store::assignment_live(tx, referral.id).await?;
        let hands = InHands {
            referral: &referral,
            live: live.as_ref(),
        };
        authorize(tx.actor(), Action::AuthorizationRequest, &hands)?;
        if step
            .expected_version
            .is_some_and(|expected| expected != referral.version)
        {
            return Err(refused(
                RequestRefusal::Stale,
                &["expectedVersion"],
                "The referral changed in the meantime. Look at it again, then ask.",
            ));
        }
        let stands = live.as_ref().map(|live| live.status);
        let next = state::step(
            Act::AskAuthorization,
            ActSource::Live,
            referral.status,
            stands,
        )
        .map_err(|refusal| {
            Failure::Refused(vec![Refusal::new(
                RequestRefusal::WrongState,
                refusal.message(),
            )])
        })?;
        let presumes = request.kind == AuthorizationKind::Presumptive;
        let person = if presumes {
            let known = live.as_ref().map(|live| live.provider);
            let provider = known.or(referral.waits_for()).or(request.provider);
            let of = (referral.plan, referral.service, referral.county);
            presume::may_in(tx, of, provider).await?;
            Some(presume::hold_in(tx, referral.member).await?)
        } else {
            None
        };
        let waiting = authorizations::pending_of(tx, referral.id).await?;
        let gives_way = |one: &Authorization| presumes && one.kind != request.kind;
        if waiting.as_ref().is_some_and(|one| !gives_way(one)) {
            return Err(refused(
                RequestRefusal::AskedAlready,
                &["referralId"],
                "The plan was asked for this referral and has not decided. Complete that request \
                 (completeAuthorization), or withdraw it first.",
            ));
        }
        let subject = self
            .subject_of(tx, (&referral, live.as_ref()), request)
            .await?;
        let request = &*from_start(request, live.as_ref());
        let new = self.new_in(tx, id, (&subject, request)).await?;
        if let Some(person) = &person {
            presume::check_in(tx, &new, person).await?;
        }
        if let Some(waiting) = waiting {
            withdraw_in(tx, waiting, "PRESUMED").await?;
        }
        let waits = referral.waits_for();
        let mut open = Opened::noting(tx, referral);
        open.next = if presumes {
            presume::without_waiting(next)
        } else {
            next
        };
        if open.referral.status != open.next.referral {
            open.move_to(open.next.referral);
        }
        if waits.is_some_and(|named| tx.actor().belongs_to(named)) {
            open.referral.named = waits.map(|named| (named, Naming::Asked));
            let of = (open.referral.plan, open.referral.service);
            open.referral.answer_due_at = Some(answer_due_in(tx, of).await?);
        }
        open.log(EventKind::AuthorizationRequested, live.as_ref());
        open.because(request.kind.code(), None);
        open.apply(tx).await?;
        let of = write_in(tx, new).await?;
        if presumes {
            self.presumed_in(tx, &of, live.as_ref()).await?;
        }
        Ok(())
    }

    /// Who is to serve: whoever has the referral or was named for it; else whom the plan says.
    async fn subject_of(
        &self,
        tx: &Tx,
        (referral, live): (&Referral, Option<&Assignment>),
        request: &RequestAuthorization,
    ) -> Result<Subject, RequestError> {
        let known = live.map(|live| live.provider).or(referral.waits_for());
        let provider = match known {
            Some(known) => Some(known),
            None => wished_in(tx, request).await?,
        };
        if request
            .service
            .is_some_and(|service| service != referral.service)
        {
            return Err(refused(
                RequestRefusal::WrongCode,
                &["service"],
                "The referral is for another service. Leave the service out, or ask for the member.",
            ));
        }
        Ok(Subject {
            plan: referral.plan,
            member: referral.member,
            referral: Some(referral.id),
            service: referral.service,
            county: referral.county,
            provider,
            is_restricted: referral.restriction.is_some(),
        })
    }

    async fn request_for_member_in(
        &self,
        tx: &Tx,
        id: AuthorizationId,
        (member, request): (MemberId, &RequestAuthorization),
    ) -> Result<(), RequestError> {
        authorize_here(tx.actor(), Action::AuthorizationRequest)?;
        // Two who ask at the same instant ask one after the other.
        let known = presume::hold_in(tx, Some(member)).await?;
        let Some(member) = members::store::member_by_id(tx, member).await? else {
            return Err(refused(
                RequestRefusal::UnknownMember,
                &["memberId"],
                "You know of no such member; look in `members`, or name the referral.",
            ));
        };
        let member = members::merge::kept_of(tx, member).await?;
        tx.is_about(member.id);
        tx.concerns(member.plan, Some(member.id));
        let Some(service) = request.service else {
            return Err(refused(
                RequestRefusal::Required,
                &["service"],
                "Say for which service, where no referral does.",
            ));
        };
        let person = tx.actor().as_person().ok_or(Failure::Denied)?;
        let provider = if person.kind == OrganizationKind::Provider {
            Some(person.organization)
        } else {
            wished_in(tx, request).await?
        };
        let subject = Subject {
            plan: member.plan,
            member: Some(member.id),
            referral: None,
            service,
            county: Some(member.county),
            provider,
            is_restricted: member.restricted_at.is_some(),
        };
        let presumes = request.kind == AuthorizationKind::Presumptive;
        if presumes {
            let of = (subject.plan, subject.service, subject.county);
            presume::may_in(tx, of, subject.provider).await?;
        }
        let new = self.new_in(tx, id, (&subject, request)).await?;
        if presumes {
            presume::check_in(tx, &new, &known).await?;
        } else {
            not_twice_in(tx, &new.of, &known).await?;
        }
        write_in(tx, new).await?;
        Ok(())
    }

    /// The request, checked, with what belongs to it.
    async fn new_in(
        &self,
        tx: &Tx,
        id: AuthorizationId,
        (subject, request): (&Subject, &RequestAuthorization),
    ) -> Result<New, RequestError> {
        let of = (subject.plan, subject.service, subject.county);
        let today = tx.op().today();
        let policy = authorization_store::authorization_policy_on(tx, of, today).await?;
        let wish_for = WishFor {
            service: subject.service,
            kind: request.kind,
            policy: &policy,
            today,
        };
        let mut refusals = Vec::new();
        let checked = check_wish(&request.wish, wish_for, self.reference)
            .map_err(|mistakes| refusals.extend(mistakes))
            .ok();
        let wish = &request.wish;
        let known = self.reference.criteria(subject.service, today);
        let known: Vec<&str> = known.iter().map(|one| one.code.as_str()).collect();
        let unknown = || RequestRefusal::UnknownCriterion;
        let answers = check_answers(&wish.answers, &known, unknown)
            .map_err(|mistakes| refusals.extend(mistakes))
            .unwrap_or_default();
        let attachments = check_attachments(&wish.attachments, 0, RequestRefusal::TooMany)
            .map_err(|mistakes| refusals.extend(mistakes))
            .unwrap_or_default();
        if let Some(renewed) = request.renews {
            let renewed = authorizations::authorization_by_id(tx, renewed).await?;
            let fits = renewed.is_some_and(|one| {
                one.plan == subject.plan
                    && one.service == subject.service
                    && one.member.is_some()
                    && one.member == subject.member
            });
            if !fits {
                refusals.push(Refusal::at(
                    RequestRefusal::UnknownAuthorization,
                    &["renewsId"],
                    "You know of no such authorization for this member and service; leave it out, \
                     or look for it in `authorizations`.",
                ));
            }
        }
        let Some(checked) = checked.filter(|_| refusals.is_empty()) else {
            return Err(Failure::Refused(refusals));
        };
        let details = Details {
            criteria: criteria(&answers, tx),
            diagnoses: checked.diagnoses.clone(),
            attachments,
            questions: Vec::new(),
        };
        let mut of = fresh(tx, id, (subject, request.kind), &policy, checked);
        of.renews = request.renews;
        if request.kind == AuthorizationKind::Presumptive {
            of.granted = policy
                .presumptive_days
                .map(|days| presume::presumed(&of, days));
        }
        Ok(New {
            of,
            details,
            policy,
            reference: self.reference,
        })
    }
}

/// A request that is ready to be written.
pub(super) struct New {
    pub(super) of: Authorization,
    pub(super) details: Details,
    pub(super) policy: AuthorizationPolicy,
    pub(super) reference: &'static Reference,
}

/// A request as it begins, before its clock is wound.
pub(super) fn fresh(
    tx: &Tx,
    id: AuthorizationId,
    (subject, kind): (&Subject, AuthorizationKind),
    policy: &AuthorizationPolicy,
    wish: CheckedWish,
) -> Authorization {
    Authorization {
        id,
        number: number::new(tx.op().entropy()),
        plan: subject.plan,
        member: subject.member,
        referral: subject.referral,
        provider: subject.provider,
        service: subject.service,
        procedure: wish.procedure,
        county: subject.county,
        kind,
        status: AuthorizationStatus::Pending,
        version: 1,
        asked: Asked {
            by: tx.actor().organization().unwrap_or(subject.plan),
            account: tx.actor().as_person().map(|person| person.account),
            at: tx.now(),
            units: wish.units,
            cents: wish.cents,
            from_on: wish.from_on,
            until_on: wish.until_on,
            comment: wish.comment,
        },
        limits: clock::limits(policy, kind),
        information_at: None,
        due_by_information: None,
        due_by_request: None,
        due_at: None,
        extended: None,
        granted: None,
        unclipped_until_on: None,
        announced: None,
        used_units: 0,
        used_cents: 0,
        proposed: None,
        decided: None,
        exception: None,
        renews: None,
        is_restricted: subject.is_restricted,
        is_outline: false,
        last_entry: 0,
        last_event: 0,
    }
}

/// Writes the request and what is presumed, winds its clock and plans its steps.
pub(super) async fn write_in(tx: &Tx, new: New) -> Result<Authorization, StoreError> {
    let New {
        mut of,
        details,
        policy,
        reference,
    } = new;
    if is_complete(reference, &of, &details) {
        of.information_at = Some(of.asked.at);
    }
    let holidays = authorization_store::holidays_of(tx, of.plan).await?;
    clock::wind(&mut of, &details.questions, &clock::calendar(&holidays));
    let last_event = of.last_event;
    of.last_event = 1;
    authorizations::authorization_insert(tx, &of, &details).await?;
    of.last_event = last_event;
    let kind = AuthorizationEventKind::Requested;
    let reason = Some(of.kind.code());
    authorizations::event_insert(tx, &mut of, kind, (reason, None)).await?;
    presume::enter_in(tx, &of).await?;
    steps::plan_in(tx, &of, &policy).await?;
    Ok(of)
}

/// The provider that the plan says is to serve.
async fn wished_in(
    tx: &Tx,
    request: &RequestAuthorization,
) -> Result<Option<OrganizationId>, RequestError> {
    let Some(provider) = request.provider else {
        return Ok(None);
    };
    if organizations::kind_in(tx, provider).await? == Some(OrganizationKind::Provider) {
        Ok(Some(provider))
    } else {
        Err(refused(
            RequestRefusal::UnknownProvider,
            &["providerId"],
            "There is no such provider; choose one from `providers`, or leave it out.",
        ))
    }
}

fn refused(
    code: RequestRefusal,
    path: &'static [&'static str],
    message: &'static str,
) -> RequestError {
    Failure::Refused(vec![Refusal::at(code, path, message)])
}
