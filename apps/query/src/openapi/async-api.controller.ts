import { asyncApiDocument } from '@activity-log/contracts';
import { Controller, Get, Header } from '@nestjs/common';
import { DescribeAsyncApi } from './describe-async-api.js';

/** The description of the topics, made once: it does not change while the service runs. */
const text = JSON.stringify(asyncApiDocument());

/** Serves the AsyncAPI description of the topics, to anybody as `/docs-json` is. */
@Controller()
export class AsyncApiController {
  @Get('asyncapi')
  @Header('content-type', 'application/json; charset=utf-8')
  @DescribeAsyncApi()
  asyncApi(): string {
    return text;
  }
}
