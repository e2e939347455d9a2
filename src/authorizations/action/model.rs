//! The words.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{ActionKind, AuthorizationId, AuthorizationStatus};

use super::page::{self, Paper};
use crate::authorizations::Grant;
use crate::reference::LanguageCode;

/// What a plan told a member in writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeOfAction {
    /// Of which authorization.
    pub authorization: AuthorizationId,
    /// 1, 2, 3 … of that authorization.
    pub number: i32,
    /// What it tells.
    pub kind: ActionKind,
    /// When it was prepared.
    pub prepared_at: DateTime<Utc>,
    /// First day on which the action holds.
    pub effective_on: NaiveDate,
    /// Last day on which an appeal is in time.
    pub appeal_by: NaiveDate,
    /// The member's language.
    pub language: LanguageCode,
    /// Its heading.
    pub subject: String,
    /// What it says.
    pub body: String,
    /// It is in English, because no text is at hand in that language.
    pub needs_translation: bool,
    /// When it turned out that nothing is delayed.
    pub recalled_at: Option<DateTime<Utc>>,
    /// What it took away from: where the authorization stood, and what was granted.
    pub had: Option<(AuthorizationStatus, Grant)>,
}

impl NoticeOfAction {
    /// Print-ready paper, made of the text as it was prepared.
    #[must_use]
    pub fn html(&self) -> String {
        page::html(Paper {
            language: self.language,
            needs_translation: self.needs_translation,
            subject: &self.subject,
            body: &self.body,
        })
    }
}
