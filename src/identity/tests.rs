//! The use cases of identity on a real database.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use entity::types::{OrganizationKind, Role};
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;

use super::accounts::Accounts;
use super::*;
use crate::access::Actor;
use crate::clock::{Clock, ManualClock};
use crate::db::Db;
use crate::entropy::SeededEntropy;
use crate::http::{Authenticate, Ended};
use crate::op::{OpCtx, RequestId};

const PASSWORD: &str = "correct horse battery";

struct House {
    identity: Identity,
    authenticator: TokenAuthenticator,
    clock: ManualClock,
    entropy: Arc<SeededEntropy>,
    _directory: TempDir,
}

impl House {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("handoff.sqlite");
        let db = Db::open(&format!("sqlite://{}", file.display()), 2)
            .await
            .unwrap();
        db.migrate().await.unwrap();
        let entropy = Arc::new(SeededEntropy::new(1));
        let clock = ManualClock::new(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let keys = Keys::beside(&file, entropy.as_ref()).unwrap();
        let tokens = Tokens::new(&keys, "issuer", "audience", Duration::minutes(15));
        let passwords = Passwords::new(1, entropy.as_ref()).unwrap();
        let lifetime = SessionLifetime {
            idle: Duration::hours(12),
            absolute: Duration::days(7),
        };
        let identity = Identity::new(db.clone(), passwords, tokens.clone(), &keys, lifetime);
        Self {
            authenticator: TokenAuthenticator::new(
                tokens,
                identity.revocations().clone(),
                Arc::new(clock.clone()),
            ),
            identity,
            clock,
            entropy,
            _directory: directory,
        }
    }

    fn op(&self, actor: Actor) -> OpCtx {
        let actor = Arc::new(actor);
        let request_id = RequestId::new("test");
        OpCtx::start(actor, &self.clock, request_id, self.entropy.clone())
    }

    fn system(&self) -> OpCtx {
        self.op(Actor::system())
    }

    async fn coordinator(&self, email: &str) -> Result<CreatedAccount, CreateAccountError> {
        let new = NewAccount {
            organization: "Sierra Vista Health Plan".to_owned(),
            kind: OrganizationKind::Plan,
            email: email.to_owned(),
            name: "Ana Ruiz".to_owned(),
            roles: vec![Role::PlanCoordinator, Role::Referrer, Role::PlanCoordinator],
            password: PASSWORD.into(),
        };
        self.identity.create_account(&self.system(), new).await
    }

    async fn sign_in(&self, email: &str, password: &str) -> Result<SignedIn, SignInError> {
        let password = SecretString::from(password);
        let op = self.op(Actor::Anonymous);
        self.identity.sign_in(&op, email, &password, None).await
    }

    async fn refresh(&self, token: &SecretString) -> Result<SignedIn, RefreshError> {
        self.identity
            .refresh(&self.op(Actor::Anonymous), token)
            .await
    }

    async fn set_active(&self, email: &str, is_active: bool) {
        let op = self.system();
        let accounts = Accounts::new(self.identity.clone());
        let known = accounts.by_email(&op, email).await.unwrap().unwrap();
        if is_active {
            accounts.reactivate(&op, known.id).await.unwrap();
        } else {
            accounts.deactivate(&op, known.id).await.unwrap();
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

#[tokio::test]
async fn a_person_signs_in_and_is_known_by_the_token() {
    let house = House::new().await;
    let created = house.coordinator("Ana@Plan.example").await.unwrap();
    assert!(created.is_new_organization);
    let session = house.sign_in(" ana@PLAN.example", PASSWORD).await.unwrap();
    assert_eq!(session.viewer, created.viewer);
    assert_eq!(
        session.viewer.roles,
        [Role::Referrer, Role::PlanCoordinator]
    );
    assert_eq!(session.expires_at, house.now() + Duration::minutes(15));

    let token = session.token.expose_secret();
    let verified = house.authenticator.authenticate(token).await.unwrap();
    assert_eq!(verified.expires_at, session.expires_at);
    let actor = verified.caller.actor();
    assert_eq!(actor.as_person(), Some(&created.viewer.person()));
    let op = house.op(actor.as_ref().clone());
    assert_eq!(
        house.identity.viewer(&op).await.unwrap(),
        Some(created.viewer)
    );
    let nobody = house.op(Actor::Anonymous);
    assert_eq!(house.identity.viewer(&nobody).await.unwrap(), None);

    house.clock.advance(Duration::minutes(15));
    assert!(house.authenticator.authenticate(token).await.is_err());
}

#[tokio::test]
async fn every_reason_not_to_let_in_reads_the_same() {
    let house = House::new().await;
    house.coordinator("ana@plan.example").await.unwrap();
    house.coordinator("old@plan.example").await.unwrap();
    house.set_active("OLD@plan.example", false).await;
    for (email, password) in [
        ("ana@plan.example", "wrong horse battery"),
        ("nobody@plan.example", PASSWORD),
        ("old@plan.example", PASSWORD),
        ("", ""),
        (&"x".repeat(300), PASSWORD),
    ] {
        let refused = house.sign_in(email, password).await.unwrap_err();
        assert!(
            matches!(
                refused,
                SignInError::Refused(SignInRefusal::WrongCredentials)
            ),
            "{email}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_suspended_person_loses_access_before_the_token_ends() {
    let house = House::new().await;
    house.coordinator("ana@plan.example").await.unwrap();
    let session = house.sign_in("ana@plan.example", PASSWORD).await.unwrap();
    let token = session.token.expose_secret();
    let caller = house
        .authenticator
        .authenticate(token)
        .await
        .unwrap()
        .caller;
    assert_eq!(house.authenticator.standing(&caller), Ok(()));

    house.set_active("ana@plan.example", false).await;
    assert_eq!(house.authenticator.standing(&caller), Err(Ended::Suspended));
    assert!(house.authenticator.authenticate(token).await.is_err());
    let refreshed = house.refresh(&session.refresh_token).await;
    assert!(matches!(refreshed, Err(RefreshError::SessionEnded)));

    // Who gets access back begins anew; what was ended stays ended.
    house.set_active("ana@plan.example", true).await;
    assert!(house.authenticator.authenticate(token).await.is_err());
    let refreshed = house.refresh(&session.refresh_token).await;
    assert!(matches!(refreshed, Err(RefreshError::SessionEnded)));
    let session = house.sign_in("ana@plan.example", PASSWORD).await.unwrap();
    let token = session.token.expose_secret();
    assert!(house.authenticator.authenticate(token).await.is_ok());
    let nobody = house.authenticator.anonymous();
    assert_eq!(house.authenticator.standing(&nobody), Ok(()));
}

#[tokio::test]
async fn an_address_is_taken_once_and_an_organization_shared() {
    let house = House::new().await;
    let first = house.coordinator("ana@plan.example").await.unwrap();
    let taken = house.coordinator("ANA@plan.example").await.unwrap_err();
    assert!(
        matches!(&taken, CreateAccountError::Refused(problems) if *problems == [AccountProblem::EmailTaken]),
        "{taken:?}"
    );
    let second = house.coordinator("ben@plan.example").await.unwrap();
    assert!(!second.is_new_organization);
    assert_eq!(second.viewer.organization, first.viewer.organization);
}

#[tokio::test]
async fn people_do_not_make_accounts() {
    let house = House::new().await;
    let person = house
        .coordinator("ana@plan.example")
        .await
        .unwrap()
        .viewer
        .person();
    for actor in [Actor::Anonymous, Actor::person(person)] {
        let op = house.op(actor);
        let new = NewAccount {
            organization: "Elsewhere".to_owned(),
            kind: OrganizationKind::Plan,
            email: "eve@plan.example".to_owned(),
            name: "Eve".to_owned(),
            roles: vec![Role::PlanCoordinator],
            password: PASSWORD.into(),
        };
        let made = house.identity.create_account(&op, new).await;
        assert!(matches!(made, Err(CreateAccountError::Denied(_))));
    }
}
