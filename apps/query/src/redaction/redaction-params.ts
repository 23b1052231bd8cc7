import { IsString, MaxLength } from 'class-validator';

/** The path parameters of a redaction. Any text may be asked for: one that is no activity id is of no activity. */
export class RedactionParams {
  @IsString()
  @MaxLength(256)
  id!: string;
}
