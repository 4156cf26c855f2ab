"""How an agency comes to live attendance: checklist, trial, parallel run, launch."""
