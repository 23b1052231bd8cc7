/** The comment behind which a page was to begin is erased. Begin the walk anew. */
export class CommentPlaceLost extends Error {
  readonly code = 'comment_place_lost';
  readonly retry = 'never';

  constructor() {
    super('the comment behind which the page begins is erased');
    this.name = 'CommentPlaceLost';
  }
}
