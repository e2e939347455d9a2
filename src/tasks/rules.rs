//! Which way to a member is safe, when a task may be said to be done, and what the text says. Pure.

pub(super) mod desk;

use chrono::{DateTime, Utc};
use entity::types::{ContactChannel, TaskAbout, TaskWay};

use super::error::CompleteTaskRefusal as Code;
use super::model::{CompleteTask, Hindrance, Letter, PostalAddress, Prepared};
use crate::members::Member;
use crate::reference::{NoticeText, Reference, ServiceCode};
use crate::refusal::{Refusal, Refusals};

/// What a member is told of a service.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) about: TaskAbout,
    pub(super) service: ServiceCode,
    pub(super) is_restricted: bool,
    /// Name and phone.
    pub(super) provider: Option<(&'a str, &'a str)>,
    /// Name, and phone where it is known.
    pub(super) plan: (&'a str, Option<&'a str>),
}

/// The way to take: the only safe one where the member said so, else by letter, by telephone or in
/// person, whichever is known first.
pub(super) fn way(member: &Member) -> Result<ContactChannel, Hindrance> {
    use ContactChannel::{Email, InPerson, Mail, Telephone, Text};
    let safe = member.safe_contact.as_ref();
    if safe.is_some_and(|safe| safe.no_contact_since.is_some()) {
        return Err(Hindrance::NoContact);
    }
    let go_between = safe.and_then(|safe| safe.go_between.as_ref());
    let is_known = |way: ContactChannel| match way {
        Mail => member.address.is_some(),
        Telephone | Text => {
            member.phone.is_some() || go_between.is_some_and(|one| one.phone.is_some())
        }
        InPerson => {
            member.whereabouts.is_some() || member.address.is_some() || go_between.is_some()
        }
        // The plan may have one; no record here does.
        Email => true,
    };
    let ways = match safe.and_then(|safe| safe.channel) {
        Some(only) => vec![only],
        None => vec![Mail, Telephone, InPerson],
    };
    ways.into_iter()
        .find(|way| is_known(*way))
        .ok_or(Hindrance::NoWay)
}

/// All that is needed to tell a member something.
pub(super) fn prepared(member: &Member, said: &Said<'_>, reference: &Reference) -> Prepared {
    prepared_as(member, letter(member, said, reference))
}

/// All that is needed to send a member a letter that is written.
pub(super) fn prepared_as(member: &Member, letter: Letter) -> Prepared {
    let way = way(member);
    let safe = member.safe_contact.as_ref();
    let name = format!("{} {}", member.first_name, member.last_name);
    Prepared {
        letter: Some(letter),
        way: way.ok().map(as_task_way),
        hindrance: way.err(),
        address: member.address.as_ref().map(|address| PostalAddress {
            name,
            street: address.street.clone(),
            city: address.city.clone(),
            zip: member.zip,
        }),
        phone: member.phone.clone(),
        whereabouts: member.whereabouts.clone(),
        go_between: safe.and_then(|safe| safe.go_between.clone()),
        is_interpreter_needed: member.is_interpreter_needed,
        alternative_format: member.alternative_format,
        desk: None,
    }
}

const fn as_task_way(channel: ContactChannel) -> TaskWay {
    match channel {
        ContactChannel::Telephone => TaskWay::Telephone,
        ContactChannel::Text => TaskWay::Text,
        ContactChannel::Email => TaskWay::Email,
        ContactChannel::Mail => TaskWay::Mail,
        ContactChannel::InPerson => TaskWay::InPerson,
    }
}

/// The text. Of what is restricted it names neither service nor provider: whoever opens it learns
/// that the plan has news.
fn letter(member: &Member, said: &Said<'_>, reference: &Reference) -> Letter {
    let wanted = match (said.about, said.is_restricted, said.provider) {
        (_, true, _) => NoticeText::Restricted,
        (TaskAbout::Assigned, false, Some(_)) => NoticeText::Assigned,
        (TaskAbout::ProviderChanged, false, Some(_)) => NoticeText::ProviderChanged,
        // Of a decline members are told nothing, and a notice of action or an answer is written
        // already: they get no such task.
        (
            TaskAbout::Assigned
            | TaskAbout::ProviderChanged
            | TaskAbout::Declined
            | TaskAbout::Closed
            | TaskAbout::Action
            | TaskAbout::Appeal,
            false,
            _,
        ) => NoticeText::Closed,
    };
    let text = reference.notice_text(wanted, member.language);
    let (provider, provider_phone) = said.provider.unwrap_or_default();
    let (plan, plan_phone) = said.plan;
    let fill = |template: &str| {
        template
            .replace(
                "{member}",
                &format!("{} {}", member.first_name, member.last_name),
            )
            .replace(
                "{service}",
                reference.service_name(said.service, text.language),
            )
            .replace("{provider_phone}", provider_phone)
            .replace("{provider}", provider)
            .replace("{plan_phone}", plan_phone.unwrap_or(&text.phone_unknown))
            .replace("{plan}", plan)
    };
    Letter {
        subject: fill(&text.subject),
        body: fill(&text.body),
        language: member.language,
        needs_translation: text.language != member.language,
    }
}

fn check_time(
    done: &CompleteTask,
    (made_at, now): (DateTime<Utc>, DateTime<Utc>),
) -> Refusals<Code> {
    let mut refusals = Vec::new();
    if done.done_at > now || done.done_at < made_at {
        refusals.push(Refusal::at(
            Code::InvalidTime,
            &["doneAt"],
            "Give an instant that is not in the future, nor before the task was made.",
        ));
    }
    refusals
}

/// Checks what the plan says of a member's notice that was done: all mistakes at once.
pub(super) fn check_done(
    done: &CompleteTask,
    member: &Member,
    has_died: bool,
    times: (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), Refusals<Code>> {
    let mut refusals = check_time(done, times);
    let safe = member.safe_contact.as_ref();
    if has_died || safe.is_some_and(|safe| safe.no_contact_since.is_some()) {
        refusals.push(Refusal::new(
            Code::NoContact,
            "Nothing may be sent to this member now. Cancel the task and say why.",
        ));
    } else if done.way == TaskWay::Fax {
        refusals.push(Refusal::at(
            Code::NoFaxAgreed,
            &["way"],
            "Members are not told by fax. Tell the member on the way that the task names.",
        ));
    } else if done.way == TaskWay::Mail && member.address.is_none() {
        refusals.push(Refusal::at(
            Code::NoAddress,
            &["way"],
            "No address of this member is known, so no letter was sent. Record the address \
             (setAddress), or tell the member on another way.",
        ));
    } else if safe
        .and_then(|safe| safe.channel)
        .is_some_and(|only| as_task_way(only) != done.way)
    {
        refusals.push(Refusal::at(
            Code::UnsafeWay,
            &["way"],
            "This is not the way that is safe for the member; the task names it. If the member was \
             told otherwise, record their new wish first (setSafeContact).",
        ));
    }
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(refusals)
    }
}
