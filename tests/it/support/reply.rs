//! An answer, and what can be asserted of it.

use serde_json::Value;

/// The answer to one operation.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    body: Value,
}

impl Reply {
    pub(super) fn new(status: u16, body: Value) -> Self {
        Self { status, body }
    }

    /// The data of an answer without errors.
    #[track_caller]
    pub(crate) fn data(&self) -> &Value {
        assert!(self.body.get("errors").is_none(), "{:#}", self.body);
        assert_eq!(self.status, 200, "{:#}", self.body);
        &self.body["data"]
    }

    /// The only field of the data of an answer without errors.
    #[track_caller]
    pub(crate) fn field(&self) -> &Value {
        let data = self.data().as_object().unwrap();
        assert_eq!(data.len(), 1, "{:#}", self.body);
        data.values().next().unwrap()
    }

    /// The payload of a mutation that was carried out.
    #[track_caller]
    pub(crate) fn done(&self) -> &Value {
        let payload = self.field();
        assert_eq!(payload["userErrors"], Value::Array(vec![]), "{payload:#}");
        payload
    }

    /// The mutation was refused for exactly these reasons, in this order.
    #[track_caller]
    pub(crate) fn refused(&self, codes: &[&str]) -> &Value {
        let payload = self.field();
        let refusals = payload["userErrors"].as_array().unwrap();
        let found: Vec<&str> = refusals
            .iter()
            .map(|refusal| refusal["code"].as_str().unwrap())
            .collect();
        assert_eq!(found, codes, "{payload:#}");
        payload
    }

    /// The codes of the refusals; empty when the mutation was carried out.
    #[track_caller]
    pub(crate) fn refusals(&self) -> Vec<String> {
        let refusals = self.field()["userErrors"].as_array().unwrap();
        refusals
            .iter()
            .map(|refusal| refusal["code"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The answer has exactly one error, of this code; its message.
    #[track_caller]
    pub(crate) fn fault(&self, code: &str) -> &str {
        let errors = self.errors();
        assert_eq!(errors.len(), 1, "{:#}", self.body);
        let extensions = &errors[0]["extensions"];
        assert_eq!(extensions["code"], code, "{:#}", self.body);
        assert!(extensions["requestId"].is_string(), "{:#}", self.body);
        errors[0]["message"].as_str().unwrap()
    }

    /// The code of the only error; `None` when there is none.
    #[track_caller]
    pub(crate) fn fault_code(&self) -> Option<&str> {
        let errors = self.errors();
        assert!(errors.len() <= 1, "{:#}", self.body);
        let error = errors.first()?;
        Some(error["extensions"]["code"].as_str().unwrap())
    }

    /// The whole body.
    pub(crate) fn body(&self) -> &Value {
        &self.body
    }

    fn errors(&self) -> &[Value] {
        self.body["errors"].as_array().map_or(&[], Vec::as_slice)
    }
}
