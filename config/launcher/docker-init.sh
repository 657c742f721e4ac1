#!/bin/sh
# Runs once, in the empty postgres container: the roles and database that ./run makes by itself elsewhere.
# Needs KANTOOR_OWNER_PASSWORD and KANTOOR_APP_PASSWORD; the SQL lies beside this file, or in KANTOOR_SQL.
set -eu
sql=${KANTOOR_SQL:-/kantoor}
ask() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" "$@"; }

ask --dbname postgres --file "$sql/roles.sql"
ask --dbname postgres --set owner="$KANTOOR_OWNER_PASSWORD" --set app="$KANTOOR_APP_PASSWORD" <<'SQL'
ALTER ROLE kantoor_owner PASSWORD :'owner';
ALTER ROLE kantoor_app PASSWORD :'app';
SQL
ask --dbname template1 --file "$sql/database.sql"
ask --dbname postgres --command 'CREATE DATABASE kantoor OWNER kantoor_owner TEMPLATE template1'
ask --dbname kantoor --file "$sql/database.sql"
