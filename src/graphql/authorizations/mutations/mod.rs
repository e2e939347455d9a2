//! What is done with authorizations: one verb a file.

mod appeal;
mod complete;
mod decide;
mod extend;
mod inputs;
mod payload;
mod request;
mod request_more;
mod withdraw;

use async_graphql::MergedObject;

/// Acts on authorizations.
#[derive(MergedObject, Default)]
pub struct AuthorizationMutation(
    request::RequestAuthorization,
    complete::CompleteAuthorization,
    request_more::RequestMoreInformation,
    extend::ExtendAuthorization,
    decide::DecideAuthorization,
    withdraw::WithdrawAuthorization,
    appeal::AppealActs,
);
