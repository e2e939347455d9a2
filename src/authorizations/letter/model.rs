//! The words.

use chrono::{DateTime, Utc};
use entity::types::AuthorizationId;

use crate::authorizations::action::page::{self, Paper};
use crate::reference::LanguageCode;

/// What a plan answered a member in writing to what was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppealLetter {
    /// About which authorization it was filed.
    pub authorization: AuthorizationId,
    /// Number of the appeal or grievance.
    pub appeal: i32,
    /// When it was prepared.
    pub prepared_at: DateTime<Utc>,
    /// The member's language.
    pub language: LanguageCode,
    /// Its heading.
    pub subject: String,
    /// What it says.
    pub body: String,
    /// It is in English, because no text is at hand in that language.
    pub needs_translation: bool,
}

impl AppealLetter {
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
