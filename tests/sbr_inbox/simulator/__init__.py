"""The stand-in for Digipoort: what it answers, and what our driver makes of it, over real TLS."""
