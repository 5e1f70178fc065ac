//! HTTP: webhook ingress, dashboard, JSON API, metrics; twins behind sockets
