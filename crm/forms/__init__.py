"""The shapes of input of the crm. They judge spelling; decisions stand in crm.rules."""
