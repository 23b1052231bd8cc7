import { Controller, Get, Header, Inject, Param, UseGuards } from '@nestjs/common';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { Guarded } from '../auth/guarded.js';
import type { Principal } from '../auth/principal.js';
import { RequirePermission } from '../auth/require-permission.js';
import { NoQueryGuard } from '../http/no-query.guard.js';
import { DescribeUndo } from '../openapi/describe-undo.js';
import { UndoParams } from './undo-params.js';
import { Undos } from './undos.js';

/** `GET /v1/activity/{id}/undo`. */
@Controller('v1/activity')
@Guarded()
export class UndoController {
  readonly #undos: Undos;

  constructor(@Inject(Undos) undos: Undos) {
    this.#undos = undos;
  }

  @Get(':id/undo')
  @Header('content-type', 'application/json; charset=utf-8')
  @RequirePermission('activity:read')
  @UseGuards(NoQueryGuard)
  @DescribeUndo()
  undo(@Param() { id }: UndoParams, @CurrentPrincipal() principal: Principal): Promise<string> {
    return this.#undos.plan({ id, principal });
  }
}
