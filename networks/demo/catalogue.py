"""The departments and divisions of a medical school, each with the topics people work on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A division (or a department without divisions): its specialty and its topics."""

    department: str
    division: str
    specialty: str
    topics: tuple[str, ...]


_CATALOGUE = """
Medicine|General Internal Medicine|Internal medicine|primary care redesign;health literacy;chronic disease management;ambulatory teaching;preventive care
Medicine|Cardiology|Cardiology|heart failure;cardiac imaging;arrhythmia;cardiovascular prevention;outcomes research
Medicine|Hospital Medicine|Hospital medicine|care transitions;patient safety;bedside teaching;sepsis;inpatient flow
Medicine|Palliative Medicine|Palliative medicine|serious illness communication;symptom management;hospice;caregiver support;advance care planning
Pediatrics|General Pediatrics|Pediatrics|child development;school health;obesity prevention;vaccination;newborn care
Pediatrics|Neonatology|Neonatology|prematurity;neonatal nutrition;family-centred care;neonatal resuscitation;developmental follow-up
Surgery|General Surgery|General surgery|surgical education;minimally invasive surgery;hernia;simulation training;surgical outcomes
Psychiatry|Adult Psychiatry|Psychiatry|depression;collaborative care;psychotherapy;suicide prevention;addiction
Emergency Medicine||Emergency medicine|trauma triage;ultrasound;disaster planning;resuscitation;opioid use disorder
Family Medicine||Family medicine|community health;rural practice;group visits;maternity care;population health
Medicine|Gastroenterology|Gastroenterology|inflammatory bowel disease;endoscopy;liver disease;microbiome;colorectal screening
Medicine|Nephrology|Nephrology|chronic kidney disease;dialysis;transplant medicine;hypertension;electrolytes
Medicine|Pulmonary and Critical Care|Pulmonary and critical care|asthma;mechanical ventilation;ICU survivorship;interstitial lung disease;lung cancer screening
Medicine|Infectious Diseases|Infectious diseases|antimicrobial stewardship;HIV;hospital epidemiology;global health;vaccines
Medicine|Hematology and Oncology|Hematology and oncology|breast cancer;leukemia;clinical trials;survivorship;cancer genetics
Medicine|Endocrinology|Endocrinology|type 2 diabetes;thyroid disease;bone health;diabetes technology;obesity medicine
Medicine|Rheumatology|Rheumatology|lupus;rheumatoid arthritis;gout;musculoskeletal ultrasound;autoimmunity
Medicine|Geriatrics|Geriatrics|falls;dementia care;deprescribing;frailty;nursing home care
Pediatrics|Pediatric Cardiology|Pediatric cardiology|congenital heart disease;fetal echocardiography;exercise physiology;cardiac genetics;transition to adult care
Pediatrics|Pediatric Oncology|Pediatric oncology|childhood leukemia;late effects;clinical trials;supportive care;neuro-oncology
Pediatrics|Adolescent Medicine|Adolescent medicine|eating disorders;reproductive health;confidential care;school-based clinics;youth mental health
Pediatrics|Pediatric Emergency Medicine|Pediatric emergency medicine|bronchiolitis;procedural sedation;child protection;simulation training;injury prevention
Surgery|Trauma and Acute Care Surgery|Trauma surgery|hemorrhage control;violence prevention;critical care;trauma systems;geriatric trauma
Surgery|Transplant Surgery|Transplant surgery|living donation;organ allocation;liver transplant;kidney transplant;immunosuppression
Surgery|Vascular Surgery|Vascular surgery|limb salvage;aneurysm;vascular access;carotid disease;wound healing
Surgery|Plastic Surgery|Plastic surgery|reconstruction;burn care;cleft surgery;microsurgery;patient-reported outcomes
Surgery|Pediatric Surgery|Pediatric surgery|congenital anomalies;enhanced recovery;fetal surgery;appendicitis;surgical safety
Psychiatry|Child and Adolescent Psychiatry|Child psychiatry|autism;school mental health;early psychosis;family therapy;trauma-informed care
Psychiatry|Addiction Psychiatry|Addiction psychiatry|alcohol use disorder;opioid use disorder;recovery coaching;digital health;stigma
Neurology|Stroke|Vascular neurology|acute stroke;telestroke;stroke recovery;secondary prevention;neuroimaging
Neurology|Epilepsy|Epilepsy|seizure surgery;EEG;women with epilepsy;first seizure clinics;device therapy
Neurology|Movement Disorders|Movement disorders|Parkinson disease;deep brain stimulation;tremor;gait;neurodegeneration
Obstetrics and Gynecology|Maternal-Fetal Medicine|Maternal-fetal medicine|preeclampsia;preterm birth;prenatal diagnosis;maternal mortality;diabetes in pregnancy
Obstetrics and Gynecology|Gynecologic Oncology|Gynecologic oncology|ovarian cancer;cervical screening;surgical outcomes;hereditary cancer;survivorship
Obstetrics and Gynecology|General Obstetrics|Obstetrics and gynecology|labor management;contraception;menopause;birth equity;ambulatory teaching
Anesthesiology||Anesthesiology|regional anesthesia;perioperative medicine;pain medicine;simulation training;cardiac anesthesia
Radiology|Diagnostic Radiology|Diagnostic radiology|breast imaging;machine learning;radiation safety;emergency radiology;structured reporting
Radiology|Interventional Radiology|Interventional radiology|embolization;dialysis access;liver-directed therapy;image guidance;outcomes research
Pathology||Pathology|digital pathology;molecular diagnostics;transfusion medicine;autopsy;laboratory stewardship
Orthopaedic Surgery||Orthopaedic surgery|joint replacement;sports medicine;spine;fracture care;bone infection
Ophthalmology||Ophthalmology|glaucoma;retina;diabetic eye screening;cornea;pediatric ophthalmology
Otolaryngology||Otolaryngology|hearing loss;head and neck cancer;sleep apnea;voice;cochlear implants
Dermatology||Dermatology|melanoma;psoriasis;teledermatology;skin of color;autoimmune blistering disease
Urology||Urology|prostate cancer;kidney stones;reconstructive urology;men's health;robotic surgery
Physical Medicine and Rehabilitation||Rehabilitation medicine|spinal cord injury;brain injury;prosthetics;cancer rehabilitation;disability studies
Radiation Oncology||Radiation oncology|brachytherapy;proton therapy;dose planning;palliative radiotherapy;radiobiology
Biostatistics||Biostatistics|longitudinal models;causal inference;trial design;missing values;survival analysis
Epidemiology||Epidemiology|cohort studies;social epidemiology;cancer registries;environmental exposure;pharmacoepidemiology
Medical Education||Medical education|assessment;curriculum design;faculty development;simulation training;learner wellbeing
Biomedical Informatics||Biomedical informatics|clinical decision support;electronic records;natural language processing;interoperability;machine learning
Genetics||Medical genetics|rare disease;exome sequencing;genetic counselling;newborn screening;gene therapy
Physiology||Physiology|ion channels;exercise physiology;vascular biology;circadian rhythm;metabolism
Immunology||Immunology|T-cell memory;autoimmunity;mucosal immunity;vaccines;cytokine signalling
Microbiology||Microbiology|microbiome;antimicrobial resistance;virology;host-pathogen interaction;biofilms
Pharmacology||Pharmacology|drug metabolism;pharmacogenomics;toxicology;receptor signalling;drug repurposing
Neuroscience||Neuroscience|memory circuits;pain pathways;neuroinflammation;sleep;neural development
Bioethics and Humanities||Bioethics|clinical ethics;narrative medicine;research ethics;end-of-life decisions;history of medicine
Health Services Research||Health services research|implementation science;cost-effectiveness;access to care;quality measurement;health equity
"""


def _fields() -> tuple[Field, ...]:
    rows = (line.split("|") for line in _CATALOGUE.strip().splitlines())
    return tuple(
        Field(department, division, specialty, tuple(topics.split(";")))
        for department, division, specialty, topics in rows
    )


FIELDS = _fields()

SKILLS = (
    "grant writing",
    "career development awards",
    "scientific writing",
    "peer review",
    "qualitative methods",
    "mixed methods",
    "survey design",
    "clinical trial design",
    "biostatistics",
    "quality improvement",
    "implementation science",
    "curriculum design",
    "small group teaching",
    "clinical teaching",
    "simulation training",
    "learner assessment",
    "educational scholarship",
    "program development",
    "budgeting",
    "negotiation",
    "conflict management",
    "leading teams",
    "promotion and tenure",
    "national committees",
    "public speaking",
    "community partnership",
    "health equity",
    "work–life integration",
    "parental leave",
    "returning to research",
)
