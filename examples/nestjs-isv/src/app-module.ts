import { type DynamicModule, Module } from '@nestjs/common';
import { Authorizations } from './authorizations.js';
import { ChargesController } from './charges-controller.js';
import { MerchantsController } from './merchants-controller.js';
import { Orders } from './orders.js';
import { Settings } from './settings.js';

@Module({})
class AppModule {}

/** The service with these settings. */
export function appModule(settings: Settings): DynamicModule {
  return {
    module: AppModule,
    controllers: [MerchantsController, ChargesController],
    providers: [
      { provide: Settings, useValue: settings },
      { provide: Authorizations, useFactory: () => Authorizations.open(settings) },
      Orders,
    ],
  };
}
