//! Twins of systems with a JSON API: an OMS, an ERP, a WMS.
