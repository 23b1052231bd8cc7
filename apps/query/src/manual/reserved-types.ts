/** Beginnings of types that nobody logs by hand. What changes an org's plan is not for who logs calls. */
export const reservedPrefixes: readonly string[] = ['comment_', 'activity_', 'workspace_', 'data_subject_'];
