use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use crate::graphql::directory::{Provider, ProviderKey};
use crate::graphql::members::{AlternativeFormat, GoBetween, Member, MemberKey};
use crate::graphql::organizations::person_name;
use crate::graphql::referrals::{Assignment, AssignmentKey, FaxAgreement, Referral, ReferralKey};
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::tasks;

/// What a task is.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "tasks::TaskKind")]
pub enum TaskKind {
    /// Tell the member, in writing or otherwise, on the way that is safe.
    MemberNotice,
    /// Tell whoever referred, who has no account and is not reached by e-mail: by fax where both
    /// sides agreed on it, else by a call.
    ReferrerNotice,
    /// Send the member a notice of action, word for word: `Authorization.noticesOfAction` has it on
    /// paper as well. No later event of the loop calls it off.
    ActionNotice,
    /// Send the member the answer to an appeal or a grievance, word for word: `Appeal.letter` has it on
    /// paper as well. No later event of the loop calls it off.
    AppealAnswer,
}

/// How somebody was told.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "tasks::TaskWay")]
pub enum TaskWay {
    /// By voice.
    Telephone,
    /// By text message.
    Text,
    /// By e-mail.
    Email,
    /// By letter.
    Mail,
    /// In person.
    InPerson,
    /// By fax, as was agreed with whoever referred. Members are not told by fax.
    Fax,
}

/// What a task tells.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "tasks::TaskAbout")]
pub enum TaskAbout {
    /// Who serves the person, with name and phone.
    Assigned,
    /// That somebody else serves them now.
    ProviderChanged,
    /// That a provider does not serve the person, and what happens next.
    Declined,
    /// That the request is closed.
    Closed,
    /// What the plan does not pay, or pays less or later than was asked or granted.
    Action,
    /// What the plan answers to an appeal or a grievance, or that it was taken back.
    Appeal,
}

/// Where a task stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "tasks::TaskState")]
pub enum TaskState {
    /// It waits to be done.
    Open,
    /// It was done; how and when was written down.
    Done,
    /// It was called off, by a person or because a later event says something else.
    Cancelled,
}

/// Why nobody can be told anything now.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "tasks::Hindrance")]
pub enum TaskHindrance {
    /// The member must not be contacted.
    NoContact,
    /// The safe way needs an address or a phone that is not known, or none is known at all; of whoever
    /// referred neither is known.
    NoWay,
}

/// A text for a member, or for whoever referred. Plain lines; the server sends it to nobody.
#[derive(SimpleObject, Clone, Debug)]
pub struct PreparedText {
    /// Its heading. It names no service and nobody.
    subject: String,
    /// What it says. Of a restricted referral it names neither service nor provider.
    body: String,
    /// The language that it is for: ISO 639. Whoever referred is told in English.
    language: String,
    /// The text is in English, because none is at hand in that language: have it translated.
    needs_translation: bool,
}

/// Where a letter goes.
#[derive(SimpleObject, Clone, Debug)]
pub struct PostalAddress {
    /// To whom.
    name: String,
    /// Street and number.
    street: String,
    /// City, without the ZIP code.
    city: String,
    /// ZIP code.
    zip: Option<String>,
}

/// How a task ended.
#[derive(Clone, Debug)]
pub struct TaskEnding(tasks::TaskEnding);

/// How a task ended.
#[Object]
impl TaskEnding {
    /// When that was written down.
    async fn ended_at(&self) -> DateTime {
        DateTime(self.0.ended_at)
    }

    /// Name of the person who wrote it down; null for the server itself.
    async fn by_person(&self, ctx: &Context<'_>) -> Result<Option<String>, ApiError> {
        match self.0.ended_by {
            Some(account) => person_name(ctx, account).await,
            None => Ok(None),
        }
    }

    /// When it was done; null for one that was called off.
    async fn done_at(&self) -> Option<DateTime> {
        self.0.done.map(|(at, _)| DateTime(at))
    }

    /// How it was done; null for one that was called off.
    async fn way(&self) -> Option<TaskWay> {
        self.0.done.map(|(_, way)| way.into())
    }

    /// Why a person called it off; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}

/// Whom to tell at whoever referred.
#[derive(SimpleObject, Clone, Debug)]
pub struct ReferrerDesk {
    /// Name of a person or a desk.
    name: String,
    /// Phone, or what else was written down.
    reach: String,
    /// Where letters go; null where no address was written down.
    address: Option<String>,
    /// The agreement on faxes; null where there is none.
    fax: Option<FaxAgreement>,
}

/// Something that the plan does by hand, with what is needed for it as of now: a member who moved,
/// or who said since how to reach them, is reached there.
pub struct Task(pub tasks::Task);

/// Something that the plan does by hand, with what is needed for it as of now: a member who moved,
/// or who said since how to reach them, is reached there.
#[Object]
impl Task {
    /// Global id, for `completeTask` and `cancelTask`.
    async fn id(&self) -> ID {
        NodeKind::Task.encode(self.0.id.0)
    }

    /// What is to be done.
    async fn kind(&self) -> TaskKind {
        self.0.kind.into()
    }

    /// What it tells.
    async fn about(&self) -> TaskAbout {
        self.0.about.into()
    }

    /// Where it stands.
    async fn state(&self) -> TaskState {
        self.0.state.into()
    }

    /// Day in California by which it is to be done, by the plan's policy (`notifyMemberDays`,
    /// `notifyReferrerDays`).
    async fn due_on(&self) -> Date {
        Date(self.0.due_on)
    }

    /// When it was made.
    async fn made_at(&self) -> DateTime {
        DateTime(self.0.made_at)
    }

    /// How it ended; null while it is open.
    async fn ending(&self) -> Option<TaskEnding> {
        self.0.ending.clone().map(TaskEnding)
    }

    /// The referral; null for a notice of action about what was asked without one.
    async fn referral(&self, ctx: &Context<'_>) -> Result<Option<Referral>, ApiError> {
        let Some(referral) = self.0.referral else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(ReferralKey(referral)).await?;
        Ok(found.map(Referral::new))
    }

    /// The assignment that it tells of; null where it tells of none.
    async fn assignment(&self, ctx: &Context<'_>) -> Result<Option<Assignment>, ApiError> {
        let Some(id) = self.0.assignment else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(AssignmentKey(id)).await?;
        Ok(found.map(Assignment::new))
    }

    /// The provider that it tells of; null where it tells of none.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Option<Provider>, ApiError> {
        let Some(id) = self.0.provider else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(ProviderKey(id)).await?;
        Ok(found.map(Provider))
    }

    /// Whom it is about, and whom to tell where it is a `MEMBER_NOTICE`. Read `safeContact` before you
    /// call: hours and voicemail may matter. Null where the plan does not know who it is.
    async fn member(&self, ctx: &Context<'_>) -> Result<Option<Member>, ApiError> {
        let Some(id) = self.0.member else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(MemberKey(id)).await?;
        Ok(found.map(Member))
    }

    /// Whom to tell of a `REFERRER_NOTICE`; null for others.
    async fn desk(&self) -> Option<ReferrerDesk> {
        let desk = self.0.prepared.desk.clone()?;
        Some(ReferrerDesk {
            name: desk.name,
            reach: desk.reach,
            address: desk.address,
            fax: desk.fax.map(Into::into),
        })
    }

    /// Name of the person who wrote down that faxes were agreed on; null where they were not.
    async fn fax_recorded_by(&self, ctx: &Context<'_>) -> Result<Option<String>, ApiError> {
        let desk = self.0.prepared.desk.as_ref();
        match desk.and_then(|desk| desk.fax.as_ref()) {
            Some(fax) => person_name(ctx, fax.recorded_by).await,
            None => Ok(None),
        }
    }

    /// What to say, or to send; once it is done, as it was sent. For whoever referred it holds nothing
    /// about the person but what they wrote down themselves.
    async fn text(&self) -> Option<PreparedText> {
        let letter = self.0.prepared.letter.as_ref()?;
        Some(PreparedText {
            subject: letter.subject.clone(),
            body: letter.body.clone(),
            language: letter.language.to_string(),
            needs_translation: letter.needs_translation,
        })
    }

    /// The way to take. To a member the only safe one where they said so; else by letter, by telephone
    /// or in person, whichever is known first. To whoever referred by fax where that was agreed, else
    /// by telephone or letter. Null where there is a hindrance.
    async fn way(&self) -> Option<TaskWay> {
        self.0.prepared.way.map(Into::into)
    }

    /// Why nobody can be told now; null where they can.
    async fn hindrance(&self) -> Option<TaskHindrance> {
        self.0.prepared.hindrance.map(Into::into)
    }

    /// Where a letter goes; null where no address is known.
    async fn address(&self) -> Option<PostalAddress> {
        let address = self.0.prepared.address.as_ref()?;
        Some(PostalAddress {
            name: address.name.clone(),
            street: address.street.clone(),
            city: address.city.clone(),
            zip: address.zip.map(|zip| zip.to_string()),
        })
    }

    /// Where a call or a text message goes, E.164; null where none is known.
    async fn phone(&self) -> Option<&str> {
        self.0.prepared.phone.as_deref()
    }

    /// Where a member without an address is found.
    async fn whereabouts(&self) -> Option<&str> {
        self.0.prepared.whereabouts.as_deref()
    }

    /// Who passes messages on; null where nobody was named.
    async fn go_between(&self) -> Option<GoBetween> {
        let one = self.0.prepared.go_between.as_ref()?;
        Some(GoBetween {
            name: one.name.clone(),
            phone: one.phone.clone(),
        })
    }

    /// How the member reads, where print does not do.
    async fn alternative_format(&self) -> Option<AlternativeFormat> {
        self.0.prepared.alternative_format.map(Into::into)
    }

    /// Whether an interpreter is needed to speak with the member.
    async fn is_interpreter_needed(&self) -> bool {
        self.0.prepared.is_interpreter_needed
    }
}
