import { IsString } from 'class-validator';

/** The path parameter that names a comment. A text that can be none names a comment that there is not. */
export class CommentParams {
  @IsString()
  id!: string;
}
