//! The tables and value types of `handoff`: one file per table, no logic, no queries.
//!
//! Only `db` and the `store` files of the areas use the tables; the value types in [`types`]
//! are the language of the whole program. What a column means is said where it stands.

pub mod types;

pub mod account;
pub mod account_role;
pub mod account_ticket;
pub mod agreed_capacity;
pub mod assignment;
pub mod assignment_candidate;
pub mod audit_event;
pub mod audit_head;
pub mod broken_glass;
pub mod capacity_proposal;
pub mod consent;
pub mod contract;
pub mod decline;
pub mod disclosure;
pub mod enrolment;
pub mod escalation;
pub mod escalation_step;
pub mod former_address;
pub mod hand_off;
pub mod household_member;
pub mod idempotency_key;
pub mod installation;
pub mod intake;
pub mod known_address;
pub mod lead_care_manager;
pub mod ledger_entry;
pub mod life_event;
pub mod loop_policy;
pub mod mailbox;
pub mod member;
pub mod member_contact;
pub mod member_key;
pub mod member_merge;
pub mod member_phone;
pub mod member_population;
pub mod notice;
pub mod nudge;
pub mod nudge_setting;
pub mod offering;
pub mod offering_area;
pub mod organization;
pub mod outreach_attempt;
pub mod plan_county;
pub mod plan_service;
pub mod pool;
pub mod pool_share;
pub mod privacy_policy;
pub mod provider;
pub mod provider_language;
pub mod provider_population;
pub mod referral;
pub mod referral_event;
pub mod referral_link;
pub mod referral_need;
pub mod second_factor;
pub mod session;
pub mod sign_in_policy;
pub mod sign_in_throttle;
pub mod task;
pub mod waitlist_entry;
