"""Demo content of cms, and what the other apps' demo content is made with: texts in three languages, pages."""
