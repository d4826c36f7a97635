"""The row of *Who sees what* (docs/faculty.md) for each kind of personal data, with its fields.

A field that is new to one of these tables is added here, under a row that tells the truth about it.
"""

WHO_SEES_WHAT: dict[str, tuple[str, str]] = {
    "roster": (
        "your name, rank, unit, expertise, mentor profile",
        "user address joined_at external_id former_ids given_name family_name source affiliation rank "
        "track unit supervisor start_date end_date specialty expertise orcid offices "
        "added_at updated_at",
    ),
    "director_notes": (
        "what directors note about you",
        "member author text created_at edited_at",
    ),
    "account": (
        "your account, its emails, links and settings",
        "last_login is_superuser email time_zone language reply_to_me is_active is_staff activated_at "
        "date_joined session_epoch address_claimed_at unproven_since last_membership",
    ),
    "sign_on": (
        "your account, its emails, links and settings",
        "sign_on member account issuer proven made_at",
    ),
    "directory": (
        "what your institution’s directory calls you",
        "member user_name external_id withdrawn_at said updated_at",
    ),
    "description": (
        "gender, pronouns",
        "member gender gender_words pronouns shown wishes_woman",
    ),
    "introduction": (
        "your photo, and what you say about yourself",
        "member bio languages publications_url working_style updated_at",
    ),
    "photo": (
        "your photo, and what you say about yourself",
        "member key alt small large removed_at updated_at",
    ),
    "assessment": (
        "your self-assessment",
        "member core_values mission success personal_goals_fit strengths energised_by "
        "challenges drained_by helps hinders qualities dismissed updated_at",
    ),
    "versions": (
        "your self-assessment",
        "member number submitted_at content",
    ),
    "sharing": (
        "your self-assessment",
        "member part audience chosen_at",
    ),
    "content_consents": (
        "your self-assessment",
        "member grant parts changed_at last_read_at",
    ),
    "goals": (
        "your self-assessment",
        "member horizon text value_served target_date position created_at",
    ),
    "targets": (
        "your self-assessment",
        "goal text due_date reached_on",
    ),
    "goal_notes": (
        "your self-assessment",
        "goal kind text written_at",
    ),
    "tips": (
        "tips that you dismissed",
        "member tips",
    ),
    "first_steps": (
        "your first three answers, and the people you list there",
        "member state people updated_at",
    ),
    "needs": (
        "your self-assessment",
        "member area role priority note created_at",
    ),
    "offer": (
        "your name, rank, unit, expertise, mentor profile",
        "member roles areas expertise modes capacity hours_a_month rank_wish cannot_offer "
        "paused updated_at",
    ),
    "training": (
        "your name, rank, unit, expertise, mentor profile",
        "member name completed_on",
    ),
    "exclusions": (
        "“not this person”, and the people to keep apart from",
        "owner other reach created_at",
    ),
    "contacts": (
        "mentors elsewhere that you add for yourself, and whether they get email",
        "owner name affiliation email rank expertise",
    ),
    "outside_consents": (
        "mentors elsewhere that you add for yourself, and whether they get email",
        "owner address given_at times_given ended_at ended_by counted_on counted",
    ),
    "ties": (
        "your mentoring relationships",
        "protege mentor external kind origin state stage roles areas closeness frequency "
        "started_on ended_on ended_by ended_as confirmed_at created_at",
    ),
    "stages": (
        "your mentoring relationships",
        "tie stage since said_by",
    ),
    "agreements": (
        "your agreement, meetings, shared notes, actions",
        "tie number state cadence minutes modes answer_within progress protege_does "
        "mentor_does confidentiality mentor_or_boss credit review_on proposed_by "
        "protege_confirmed_at mentor_confirmed_at own_record outside_note created_at",
    ),
    "invitations": (
        "a request, and its answer",
        "protege mentor kind roles areas help_asked first_step way_out state sent_at "
        "remind_at reminded_at lapses_at answered_at reply referred_to tie",
    ),
    "enrollments": (
        "your application to a program",
        "program member side areas roles expertise goals modes languages places rank_wish "
        "left_out source awaits enrolled_at withdrawn_at",
    ),
    "newcomer": (
        "that a program welcomes you as a newcomer",
        "program member joined_on fits found_at set_aside_at told_at",
    ),
    "mentor_suggestions": (
        "the mentor whom you suggest for someone who joins your team",
        "newcomer by mentor made_at",
    ),
    "group_applications": (
        "the hours you are available for a program’s groups",
        "enrollment hours time_zone not_alone",
    ),
    "program_dates": (
        "your answers to a program’s questions, dates and times",
        "enrollment date answer",
    ),
    "program_answers": (
        "your answers to a program’s questions, dates and times",
        "question member value answered_at",
    ),
    "time_confirmations": (
        "your answers to a program’s questions, dates and times",
        "enrollment name email state words times_asked asked_at reminded_at answered_at",
    ),
    "choices": (
        "the people you choose in a program",
        "enrollment chosen rank",
    ),
    "pairs": (
        "the people you choose in a program",
        "run protege mentor engine_mentor source project leads nth score parts choice cause tie",
    ),
    "project_choices": (
        "the projects you choose in a program",
        "enrollment project rank read_at",
    ),
    "led_projects": (
        "the projects you offer in a program",
        "project mentor leads agreed",
    ),
    "pair_requests": (
        "what you answer when a director proposes a pair",
        "program protege mentor third group asked_by words by_run state protege_answer mentor_answer third_answer "
        "answer_by created_at closed_at",
    ),
    "team_plans": (
        "a career-award plan",
        "enrollment award title due_on aims training cadence rhythm progress written_at created_at",
    ),
    "team_milestones": (
        "a career-award plan",
        "team text due_on reached_on",
    ),
    "team_parts": (
        "a career-award plan",
        "team member external part function roles message state tie asked_at answered_at",
    ),
    "meetings": (
        "your agreement, meetings, shared notes, actions",
        "tie group state starts_at minutes mode place informal agenda agenda_revision notes "
        "notes_revision sequence uid original_at zone created_by cancelled_by makes_up "
        "created_at",
    ),
    "meeting_answers": (
        "your agreement, meetings, shared notes, actions",
        "meeting member answer proposed_at proposed_minutes sequence said_at",
    ),
    "actions": (
        "your agreement, meetings, shared notes, actions",
        "tie group meeting owner text due_on done_at dropped_at created_at",
    ),
    "groups": (
        "your part in a group, and what its sessions keep of you",
        "group member part joined_on left_on left_by left_to left_to_group asks_for_place "
        "reads_from leads_from led_until agreed_at authorship_agreed_at authorship_awaited",
    ),
    "sessions": (
        "your part in a group, and what its sessions keep of you",
        "tie group state starts_at minutes mode place informal agenda agenda_revision notes "
        "notes_revision sequence uid original_at zone created_by cancelled_by makes_up "
        "created_at",
    ),
    "group_actions": (
        "your part in a group, and what its sessions keep of you",
        "tie group meeting owner text due_on done_at dropped_at created_at",
    ),
    "attendance": (
        "your part in a group, and what its sessions keep of you",
        "meeting member state",
    ),
    "session_needs": (
        "what you need to take part in a session",
        "program member needs said_at",
    ),
    "peers": (
        "the roles someone in your group has for you",
        "member peer roles areas closeness updated_at",
    ),
    "plan": (
        "your development plan",
        "member content updated_at",
    ),
    "plan_versions": (
        "your development plan",
        "member number submitted_at content",
    ),
    "plan_shares": (
        "your development plan",
        "member group shared_at",
    ),
    "plan_comments": (
        "comments on a plan",
        "owner group author part version text written_at",
    ),
    "authorships": (
        "a writing project, its drafts, what readers say",
        "project member outside_name email affiliation confirmed_at position shares "
        "corresponding contributions agreed_at added_at left_at",
    ),
    "author_orders": (
        "a writing project, its drafts, what readers say",
        "project kind state proposed_by why before after terms_before terms_after created_at "
        "closed_at",
    ),
    "order_consents": (
        "a writing project, its drafts, what readers say",
        "change author consents unreachable answered_at",
    ),
    "final_approvals": (
        "a writing project, its drafts, what readers say",
        "version author approves answered_at",
    ),
    "drafts": (
        "a writing project, its drafts, what readers say",
        "project label link file added_by added_at",
    ),
    "reviews": (
        "a writing project, its drafts, what readers say",
        "draft round reader asked_by question due_on text given_at handed_back_at created_at",
    ),
    "completions": (
        "your certificate of a program",
        "program member facilitated number name program_name signed_by first_on last_on "
        "sessions minutes enough closed_on done_at alumni_since",
    ),
    "going_on": (
        "whether you want to go on after a program",
        "continuation member stays answered_at",
    ),
    "skills": (
        "how sure you feel of a skill",
        "skill member before after rated_at",
    ),
    "surveys": (
        "your answers to a survey",
        "survey member side submitted_at",
    ),
    "survey_answers": (
        "your answers to a survey",
        "response item value",
    ),
    "parked": (
        "your part in a group, and what its sessions keep of you",
        "group meeting author text done_at created_at",
    ),
    "guest_of": (
        "your part in a group, and what its sessions keep of you",
        "meeting member invited_by invited_at",
    ),
    "spoke_marks": (
        "that you have spoken in a session",
        "meeting member noted_by",
    ),
    "preparation": (
        "what you mark as prepared",
        "plan member item",
    ),
    "reflections": (
        "what you say about a session afterwards",
        "meeting author audience helped hindered program written_at",
    ),
    "group_messages": (
        "a message to the group, its halfway review",
        "group author subject text sent_to sent_at",
    ),
    "files": (
        "files",
        "group uploader name kind size created_at",
    ),
    "private_notes": (
        "private notes",
        "meeting author text updated_at",
    ),
    "feedback": (
        "feedback",
        "tie author helps change time listening useful safe goals audience given_at",
    ),
    "check_ins": (
        "your answers to check-ins",
        "tie member due_on due_at state asked_at answer answered_at not_before met_on minutes line",
    ),
    "delivery": (
        "your account, its emails, links and settings",
        "member check_ins_by_mail check_ins_on_page meetings_by_mail surveys_by_mail "
        "reports_by_mail away_from away_until trouble",
    ),
    "calendar": (
        "your account, its emails, links and settings",
        "member instead_of_mail_since version active",
    ),
    "emails": (
        "your account, its emails, links and settings",
        "membership user old_address address asked_by asked_at needs_approval approved_at "
        "confirmed_at due_at state decided_by decided_at vouched_by vouched_by_operator",
    ),
    "held_ending": (
        "the end of your membership, while it waits for a director",
        "member last_day source asked_at confirmed_at confirmed_by",
    ),
    "offers_to_join": (
        "your account, its emails, links and settings",
        "membership address state made_at told_at decided_at",
    ),
    "concerns": (
        "a concern",
        "state reporter ombuds created_on",
    ),
    "mails": (
        "your account, its emails, links and settings",
        "key kind recipient subject calendar lane due_at zone claimed_until state attempts "
        "last_error created_at sent_at",
    ),
    "links": (
        "your account, its emails, links and settings",
        "purpose user membership address subject token_hash state created_at expires_at ended_at",
    ),
    "events": (
        "what you did, without any text",
        "verb actor subject_kind subject_id at",
    ),
}
