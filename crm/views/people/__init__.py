"""Pages of *Beheer* about who does what for relations: roles, standard team, stand-ins, handing over."""
