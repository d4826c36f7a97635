"""Programs: their dates, and what people say about them when they enroll."""
