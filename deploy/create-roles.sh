#!/bin/sh
# Runs once in a new cluster: the logins and roles of the portal (the same as ocop_portal/embedded.py).
set -eu
psql --set=ON_ERROR_STOP=1 --set=owner="$OWNER_PASSWORD" --set=web="$WEB_PASSWORD" -U postgres <<'SQL'
CREATE ROLE ocop_app NOLOGIN NOBYPASSRLS;
CREATE ROLE ocop_national NOLOGIN NOBYPASSRLS;
CREATE ROLE ocop_web LOGIN NOINHERIT NOBYPASSRLS PASSWORD :'web';
CREATE ROLE ocop_owner LOGIN PASSWORD :'owner';
GRANT ocop_app, ocop_national TO ocop_web;
GRANT ocop_web, ocop_app, ocop_national TO ocop_owner;
CREATE DATABASE ocop OWNER ocop_owner ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;
SQL
