"""How an agency (OPD) comes to live attendance: checklist, trial, parallel run, mass enrolment, launch."""
