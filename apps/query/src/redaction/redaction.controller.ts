import { Controller, Delete, HttpCode, Inject, Param, UseGuards } from '@nestjs/common';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { Guarded } from '../auth/guarded.js';
import type { Principal } from '../auth/principal.js';
import { RequirePermission } from '../auth/require-permission.js';
import { NoQueryGuard } from '../http/no-query.guard.js';
import { DescribeRedaction } from '../openapi/describe-redaction.js';
import { RedactionParams } from './redaction-params.js';
import { Redactions } from './redactions.js';

/** `DELETE /v1/activity/{id}`. */
@Controller('v1/activity')
@Guarded()
export class RedactionController {
  readonly #redactions: Redactions;

  constructor(@Inject(Redactions) redactions: Redactions) {
    this.#redactions = redactions;
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('activity:erase')
  @UseGuards(NoQueryGuard)
  @DescribeRedaction()
  async redact(@Param() { id }: RedactionParams, @CurrentPrincipal() principal: Principal): Promise<void> {
    await this.#redactions.redact({ id, principal });
  }
}
